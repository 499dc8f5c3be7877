using Taimatsu.Bench;

// worker THREADS: serves the bench. memory-of …: trains, and tells the memory. Anything else: the tutorial's loop on real data.
if (args is ["worker", var threads]) Worker.Serve(int.Parse(threads));
else if (args is ["memory-of", .. var trained]) Residence.Serve(trained);
else TutorialProgram.Run(args);
