using Harness.Data.Files;
using Harness.Data.Hdf5;

namespace Harness.Data.Tests.Hdf5;

public class SystemLibraryTests
{
    [Fact]
    public void A_missing_library_says_what_to_install()
    {
        var library = new SystemLibrary("Paintings", "libpainting1", "libpainting.so.1", "libpainting.so");
        Assert.False(library.IsThere);
        var error = Assert.Throws<UserErrorException>(() => library.Function<Action>("paint"));
        Assert.Equal(
            "Paintings need the system library libpainting.so.1; on Debian or Ubuntu: apt-get install libpainting1",
            error.Message
        );
        Assert.Equal(UserErrorException.Missing, error.ExitCode);
    }
}
