"""openmined-psi beside our index: private set intersection by ECDH on P-256, its set sent once as a Golomb-coded set.

Run by bench/blind_peers.py with the Python in which openmined-psi is installed; work in as JSON, figures out as JSON.
"""

from __future__ import annotations

import json
import statistics
import sys
import time


def main():
    import private_set_intersection.python as psi

    work = json.load(sys.stdin)
    held = [f"token|{number:09d}" for number in range(work["tokens"])]
    server = psi.server.CreateWithNewKey(True)
    begun = time.process_time()
    setup = server.CreateSetupMessage(work["false_hits"], work["elements"], held, psi.DataStructure.GCS)
    built_s = time.process_time() - begun
    asker, responder, right = [], [], True
    for query in range(work["queries"]):
        asked = [held[(query * 4 + step) % len(held)] for step in range(4)]
        asked += [f"absent|{query}|{step}" for step in range(work["elements"] - 4)]
        times = [time.process_time()]
        client = psi.client.CreateWithNewKey(True)
        request = client.CreateRequest(asked)
        times.append(time.process_time())
        response = server.ProcessRequest(request)
        times.append(time.process_time())
        found = client.GetIntersection(setup, response)
        times.append(time.process_time())
        asker.append(times[1] - times[0] + times[3] - times[2])
        responder.append(times[2] - times[1])
        right = right and sorted(found) == [0, 1, 2, 3]
    print(
        json.dumps(
            {
                "build_cpu_us_per_token": built_s / work["tokens"] * 1e6,
                "bytes_per_token": setup.ByteSize() / work["tokens"],
                "asker_cpu_ms": statistics.median(asker) * 1e3,
                "responder_cpu_ms": statistics.median(responder) * 1e3,
                "bytes_up": request.ByteSize(),
                "bytes_down": response.ByteSize(),
                "all_right": right,
                "notices_another_key": notices(psi, setup, held),
                "label": False,
                "tolerates_spelling": tolerates(psi, server, work),
            }
        )
    )


def notices(psi, setup, held):
    """Whether an answer under another key than the set's is told from an honest no."""
    client, other = psi.client.CreateWithNewKey(True), psi.server.CreateWithNewKey(True)
    try:
        client.GetIntersection(setup, other.ProcessRequest(client.CreateRequest(held[:4])))
    except Exception:  # noqa: BLE001 - whatever it says, it noticed
        return True
    return False


def tolerates(psi, server, work):
    """Whether a name in another spelling is found."""
    setup = server.CreateSetupMessage(work["false_hits"], 1, [work["name"]], psi.DataStructure.GCS)
    client = psi.client.CreateWithNewKey(True)
    request = client.CreateRequest([work["other_spelling"]])
    return bool(client.GetIntersection(setup, server.ProcessRequest(request)))


if __name__ == "__main__":
    main()
