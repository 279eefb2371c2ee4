"""``benkan eval flows`` and ``flow-accounts``: figures for programs, what was wrong, refusals with their line."""

from __future__ import annotations

import csv
import gzip
import json

import pytest
from typer.testing import CliRunner

from benkan.core.flows import CHANNELS, KINDS
from benkan.node.cli.command import app
from tests.core.flows.world import World


def call(*arguments):
    return CliRunner().invoke(app, [str(one) for one in arguments])


@pytest.fixture
def files(tmp_path):
    transfers, accounts, cases = World(51, accounts=500, transfers=2_000, cases=1).made()
    tx, nodes, labels = (tmp_path / name for name in ("tx.csv.gz", "accounts.csv", "labels.csv"))
    with gzip.open(tx, "wt", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("tx", "ts", "src", "dst", "xof", "channel"))
        for at in range(len(transfers)):
            ends = (accounts.identifiers[side[at]] for side in (transfers.source, transfers.target))
            rows.writerow(
                (
                    transfers.ids[at],
                    transfers.at(at).isoformat(),
                    *ends,
                    transfers.xof[at],
                    CHANNELS[transfers.channels[at]],
                )
            )
        rows.writerow(("bad", "2026-01-01", "nobody", "nobody", "-5", "mm"))
    with nodes.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("account", "kind", "country"))
        rows.writerows(
            (name, KINDS[accounts.kinds[at]], accounts.country(at)) for at, name in enumerate(accounts.identifiers)
        )
    with labels.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("case", "type", "tx"))
        rows.writerows((case.name, case.kind, one) for case in cases for one in sorted(case.transfers))
    return tx, nodes, labels


def test_the_figures_have_the_keys_of_the_issue(files, tmp_path):
    done = call("eval", "flows", *files, "--errors", tmp_path / "e.csv", "--json")
    told = json.loads(done.stdout)
    assert done.exit_code == 0
    assert told["transfer_f1"] >= 0.9
    assert 0 < told["transfer_precision"] <= 1
    assert 0 < told["transfer_recall"] <= 1
    assert len(told["case_recall"]) == 12
    assert told["alert_precision"] >= 0.8
    assert told["transfers_per_cpu_s"] > 0
    assert told["left_out"] == {"transfer.time-without-zone": 1}
    wrong = list(csv.DictReader((tmp_path / "e.csv").open()))
    assert len([row for row in wrong if row["what"] == "alert"]) == round(
        told["alerts"] * (1 - told["alert_precision"])
    )
    assert "case_recall.fan_in" in call("eval", "flows", *files).stdout


def test_other_settings_change_what_is_found(files, tmp_path):
    (tmp_path / "s.toml").write_text("[fan_in]\nleast_senders = 900\n")
    told = json.loads(call("eval", "flows", *files, "--settings", tmp_path / "s.toml", "--json").stdout)
    assert told["case_recall"]["fan_in"] == 0


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[fan_in]\nleast_senders = 1\n", "flows.setting"),
        ("[fan_in]\nsenders = 9\n", "flows.setting-unknown"),
        ("[score]\n", "flows.pattern-unknown"),
        ("fan_in = 3\n", "flows.settings-broken"),
        ("[fan_in\n", "flows.settings-broken"),
    ],
)
def test_settings_that_cannot_be_are_refused(files, tmp_path, text, code):
    (tmp_path / "s.toml").write_text(text)
    done = call("eval", "flows", *files, "--settings", tmp_path / "s.toml", "--json")
    assert (done.exit_code, json.loads(done.stdout)["error"]["code"]) == (1, code)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("case,type\n1,fan_in\n", "labelled.column"),
        ("case,type,tx\n1,fan_in\n", "labelled.cells"),
        ("case,type,tx\n1,fan_in,T999999\n", "labelled.transfer"),
        ('case,type,tx\n1,"fan_in,T1\n', "csv.broken"),
    ],
)
def test_labels_that_cannot_be_read_are_refused_with_their_line(files, text, code):
    files[2].write_text(text)
    told = json.loads(call("eval", "flows", *files, "--json").stdout)["error"]
    assert told["code"] == code
    assert told["place"].startswith("labels.csv")


def test_a_broken_gzip_is_refused(files):
    files[0].write_bytes(files[0].read_bytes()[:500])
    assert json.loads(call("eval", "flows", *files, "--json").stdout)["error"]["code"] == "file.unreadable"


def test_flow_accounts_names_the_accounts_of_a_ring_and_of_a_collection(tmp_path):
    ring = [("1", "2", "16.09", 90), ("2", "3", "16.09", 20), ("3", "1", "16.09", 50)]
    fan = [(str(one), "9", f"3.{one}1", one * 9) for one in range(4, 8)]
    life = [(str(one % 20 + 20), str(one % 7 + 40), str(100 + one % 400), one % 150) for one in range(200)]
    (tmp_path / "tx.csv").write_text(
        "sourceNodeId,targetNodeId,value,time\n"
        + "".join(",".join(map(str, row)) + "\n" for row in [*ring, *fan, *life])
    )
    labelled = {"1", "2", "3", "4", "5", "6", "7", "9", "19"}
    (tmp_path / "nodes.csv").write_text(
        "nodeid,isFraud,init_balance,fraudStep\n" + "".join(f"{n},{int(str(n) in labelled)},1,-1\n" for n in range(50))
    )
    told = json.loads(call("eval", "flow-accounts", tmp_path / "tx.csv", tmp_path / "nodes.csv", "--json").stdout)
    assert (told["account_precision"], told["account_recall"]) == (1.0, round(8 / 9, 4))
    assert told["alerts"] == {"cycle": 1, "fan_in": 1}
    (tmp_path / "tx.csv").write_text("sourceNodeId,targetNodeId,value,time\n1,99,5,3\n")
    broken = json.loads(call("eval", "flow-accounts", tmp_path / "tx.csv", tmp_path / "nodes.csv", "--json").stdout)
    assert (broken["error"]["code"], broken["error"]["place"]) == ("labelled.number", "tx.csv:2")
