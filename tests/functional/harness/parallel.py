"""Many at once, let loose together."""
import threading
from concurrent.futures import ThreadPoolExecutor


def together(work, arguments) -> list:
    """`work(argument)` for each on a thread of its own, all starting at the same moment; results in order. The first error is raised."""
    arguments = list(arguments)
    gate = threading.Barrier(len(arguments))

    def run(argument):
        gate.wait(30)
        return work(argument)

    with ThreadPoolExecutor(len(arguments)) as pool:
        return list(pool.map(run, arguments))
