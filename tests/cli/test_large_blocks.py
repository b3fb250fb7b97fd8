"""Memory that hashing passwords takes is given back."""

import subprocess
import sys

# A thread each, as a server's pool gives them; resident pages are the second number of statm.
HASHING = """
import threading
from refdesk.cli.large_blocks import give_back_large_blocks
from refdesk.people.secrets import _hash

def held():
    return int(open("/proc/self/statm").read().split()[1]) * 4096

give_back_large_blocks()
_hash("kancil")
before, stop, threads = held(), threading.Event(), []
for number in range(6):
    hashed = threading.Event()
    work = lambda: (_hash("kancil"), hashed.set(), stop.wait())
    threads.append(threading.Thread(target=work))
    threads[-1].start()
    hashed.wait()
print(held() - before)
stop.set()
"""


def test_threads_that_hashed_a_password_hold_no_memory_of_it() -> None:
    """Six threads that hashed one each hold less than a single hash takes."""
    done = subprocess.run([sys.executable, "-c", HASHING], capture_output=True, check=True)
    assert int(done.stdout) < 19 * 2**20
