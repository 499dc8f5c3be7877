using Taimatsu.Bench;

// worker THREADS: serves the bench. Anything else: the tutorial's loop on real data.
if (args is ["worker", var threads]) Worker.Serve(int.Parse(threads));
else TutorialProgram.Run(args);
