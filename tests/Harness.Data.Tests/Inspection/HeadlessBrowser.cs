using System.Diagnostics;

namespace Harness.Data.Tests.Inspection;

/// <summary>A headless Chromium: opens a page, lets its scripts run, gives back the document as it then stands.</summary>
internal static class HeadlessBrowser
{
    public static string Document(string page, string profile)
    {
        var start = new ProcessStartInfo(
            Needs.Browser(),
            [
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-extensions",
                "--disable-dev-shm-usage",
                $"--user-data-dir={profile}",
                "--virtual-time-budget=10000",
                "--dump-dom",
                page,
            ]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var browser = Process.Start(start)!;
        var (document, errors) = (browser.StandardOutput.ReadToEndAsync(), browser.StandardError.ReadToEndAsync());
        if (!browser.WaitForExit(TimeSpan.FromMinutes(3)))
        {
            browser.Kill(entireProcessTree: true);
            throw new TimeoutException("The browser did not end within three minutes.");
        }
        return browser.ExitCode == 0 ? document.Result : throw new InvalidOperationException(errors.Result);
    }
}
