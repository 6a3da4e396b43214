using Harness.Training.Tests.Resuming;

// `dotnet Harness.Training.Tests.dll CHECKPOINT FOUND` is the process that the tests of resuming kill.
return args is [var checkpoint, var found] ? ResumeTests.Child(checkpoint, found) : 2;
