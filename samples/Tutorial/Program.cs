// Walks through the PyTorch tutorial, snippet by snippet, and prints what PyTorch prints.
Tutorial.Walk.All(Console.Out);
Tutorial.Devices.RunOnGpu(new Tutorial.Page(Console.Out));
