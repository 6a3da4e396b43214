using Harness.Training.Tests;
using Harness.Training.Tests.Resuming;
using Xunit.MicrosoftTestingPlatform;

// `dotnet Harness.Training.Tests.dll child CHECKPOINT FOUND` is the process that the tests of resuming kill. Anything else runs the tests.
return args is ["child", var checkpoint, var found]
    ? ResumeTests.Child(checkpoint, found)
    : await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
