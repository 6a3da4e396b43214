using Harness.Backbones.Common;
using TorchSharp;

namespace Harness.Backbones.Tests.Common;

public class TokenBatchTests
{
    [Fact]
    public void Rows_are_padded_to_the_longest()
    {
        using var scope = torch.NewDisposeScope();
        Assert.Equal(
            [5, 6, 1, 4, 1, -100],
            TokenBatch
                .Pad(
                    [
                        [5, 6, 1],
                        [4, 1],
                    ],
                    -100
                )
                .data<long>()
                .ToArray()
        );
    }
}
