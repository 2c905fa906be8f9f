import { phrase, type Phrase } from "./phrase.js"

/** What container platforms, runtimes, clouds and tools of delivery say. */
export const PLATFORM: ReadonlyArray<Phrase> = [
  phrase("heap_exhausted", "critical", "The heap of the process is used up.", ["outofmemoryerror", "javascript heap out of memory", "java heap space", "gc overhead limit exceeded", "metaspace", "outofmemoryexception", "insufficient memory to continue"], { also: /out ?of ?memory|heap space|overhead limit|memory/i, not: /-xx:|metaspace(?:size)?[:=]/i }),
  phrase("full_gc", "error", "The collector stopped the whole process to compact the heap.", ["pause full", "full gc", "to-space exhausted", "concurrent mode failure", "promotion failed", "evacuation failure", "allocation failure (full)"], { not: /full gc \(system\.gc\(\)\)|explicitgc/i }),
  phrase("stack_overflow", "error", "Calls nested without end.", ["stackoverflowerror", "maximum call stack size exceeded", "stack overflow", "maximum recursion depth exceeded"], { not: /stackoverflow\.com/i }),
  phrase("uncaught", "critical", "A process ended by an exception that nobody caught.", ["uncaught exception", "unhandled exception", "unhandledpromiserejection", "panicked at", "uncaughtexception", "fatal error: all goroutines are asleep", "terminate called after throwing"], { not: /uncaughtexceptionhandler (?:registered|set|installed)/i }),
  phrase("panicked", "critical", "A process ended itself.", ["panic: "], { not: /(?:no|without) panic/i }),
  phrase("pleg", "error", "The kubelet no longer hears of its containers in time.", ["pleg is not healthy", "skipping pod synchronization"], { also: /pleg|runtime/i }),
  phrase("evicted", "error", "A pod was put off its node to save a resource.", ["pod is evicted", "evicting pod", "attempting to reclaim", "the node was low on resource", "the node had condition", "was evicted"], { not: /descheduler dry/i }),
  phrase("probe_failed", "warning", "A container failed its probe.", ["probe failed", "probe errored"], { not: /probe failed: 0/i }),
  phrase("image_pull", "error", "An image could not be pulled.", ["pullimage", "imagepullbackoff", "errimagepull", "failed to pull image", "back-off pulling image", "manifest unknown", "pull access denied", "toomanyrequests: you have reached your pull rate limit"], { also: /fail|back-?off|errimage|denied|unknown|toomany/i }),
  phrase("crash_loop", "error", "A container ends again and again right after its start.", ["crashloopbackoff", "back-off restarting failed container", "backoff restarting failed"]),
  phrase("oom_killed_container", "critical", "A container exceeded its memory limit.", ["oomkilled"]),
  phrase("unschedulable", "error", "No node can take the pod.", ["failedscheduling", "nodes are available:", "insufficient cpu", "insufficient memory"], { also: /0\/\d+ nodes|insufficient|failedscheduling/i, not: /to continue the execution/i }),
  phrase("mount_failed", "error", "A volume could not be attached or mounted.", ["failedmount", "failedattachvolume", "unable to attach or mount volumes", "mountvolume.setup failed", "multi-attach error"]),
  phrase("node_not_ready", "error", "A node does not answer.", ["nodenotready", "node is not ready", "node status is now: nodenotready", "kubelet stopped posting node status", "node is unresponsive", "container runtime is down", "network plugin is not ready", "networkpluginnotready"]),
  phrase("not_ready", "warning", "A rollout waits for pods that do not become ready.", ["is not ready:", "expected pods are ready", "progress deadline", "progressdeadlineexceeded"]),
  phrase("lease_lost", "error", "A controller lost its leadership.", ["leader election lost", "failed to renew lease", "leaderelection lost", "failed to acquire lock"]),
  phrase("reconcile", "error", "A controller fails to bring about what is declared.", ["reconciler error"]),
  phrase("function_timeout", "error", "A function was ended at its time limit.", ["task timed out after"]),
  phrase("function_exit", "critical", "The runtime of a function ended in the middle of a call; killed mostly means out of memory.", ["runtime exited with error", "runtime.exiterror", "runtime exited without providing a reason", "extension.crash", "runtime.outofmemory"]),
  phrase("deploy_failed", "error", "A deployment failed.", ["upgrade failed", "install failed", "installation failed", "rollback failed", "update_failed", "create_failed", "rollback_in_progress", "deployment failed"], { not: /0 failed|if (?:the )?upgrade failed/i }),
  phrase("job_failed", "error", "A job of the pipeline failed.", ["process completed with exit code", "##[error]", "::error", "job failed", "build failure", "build failed", "failed to solve", "failed to execute goal", "execution failed for task", "build step failed", "npm err! code", "npm error code", "command failed with exit code", "exited with code", "returned a non-zero code", "did not complete successfully", "error: script returned exit code", "compilation failed", "tests failed", "there are test failures"], { not: /exit(?:ed with)? code:? 0\b|tests failed: 0|0 tests failed|exited with code 0/i })
]
