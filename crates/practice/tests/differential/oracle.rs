//! Comparisons that are more than "equal".

use alloy_primitives::{Address, U64};
use serde_json::{Value, json};

use crate::{
    pair::Pair,
    support::node::{Node, Practice},
};

impl Practice {
    /// The next nonce of `address`.
    pub(crate) fn chain_nonce(&self, address: Address) -> u64 {
        number(&self.must("eth_getTransactionCount", json!([address, "latest"])))
    }
}

fn number(value: &Value) -> u64 {
    serde_json::from_value::<U64>(value.clone()).map_or(0, |number| number.to())
}

impl Pair {
    /// Compares estimates. Both search for the limit and stop when they are near it, so they may
    /// differ by that nearness, 1.5 %. If the call is `forgiving`, go-ethereum and the practice chain
    /// do not go below the gas that was used with plenty of it, so that a call inside is not starved;
    /// anvil does.
    pub(crate) fn estimate(&mut self, question: &Value, forgiving: bool) -> Option<u64> {
        let params = json!([question, "latest"]);
        let answers = (
            self.anvil.ask("eth_estimateGas", params.clone()),
            self.practice.ask("eth_estimateGas", params.clone()),
        );
        let (Ok(anvil), Ok(practice)) = &answers else {
            if answers.0.is_ok() != answers.1.is_ok() {
                self.differences.push(format!("eth_estimateGas {question}: {answers:?}"));
            } else {
                self.both("eth_estimateGas", params);
            }
            return None;
        };
        let (anvil, practice) = (number(anvil), number(practice));
        self.compared += 1;
        let off = anvil.abs_diff(practice) * 1_000 / anvil.max(1);
        if off > 15 && !(forgiving && practice > anvil) {
            self.differences.push(format!(
                "eth_estimateGas {question}: anvil {anvil}, practice {practice}, {off} per mille apart"
            ));
        }
        // Whatever the search does, the call must work with what it found.
        let mut limited = question.clone();
        limited["gas"] = json!(U64::from(practice));
        self.both("eth_call", json!([limited, "latest"]));
        Some(practice)
    }

    /// Compares what `eth_simulateV1` says of a call, and of the same call once more.
    pub(crate) fn simulate(&mut self, question: &Value, forwards: bool) {
        let mut first = question.clone();
        first["gas"] = json!("0x7a120");
        first["value"] = json!("0x5");
        let payload =
            json!([{"blockStateCalls": [{"calls": [first, first]}], "traceTransfers": true}]);
        let answers = (
            self.anvil.must("eth_simulateV1", payload.clone()),
            self.practice.must("eth_simulateV1", payload),
        );
        for at in 0..2 {
            let what = format!("eth_simulateV1 {question}, call {at}");
            let (left, right) = (&answers.0[0]["calls"][at], &answers.1[0]["calls"][at]);
            for field in ["status", "gasUsed", "returnData"] {
                self.same(&format!("{what}.{field}"), &left[field], &right[field]);
            }
            let seen = |call: &Value| -> Value {
                let logs = call["logs"].as_array().into_iter().flatten();
                logs.map(|log| json!([log["address"], log["topics"], log["data"]])).collect()
            };
            // Of a call that failed anvil shows the ether that came back as if it had moved. A
            // forwarder returns whether the call inside worked.
            let inside = right["returnData"].as_str().unwrap_or_default();
            let failed = forwards && inside.starts_with(&format!("0x{:064x}", 0));
            if right["status"] == "0x1" && !failed {
                self.same(&format!("{what}.logs"), &seen(left), &seen(right));
            }
        }
    }

    /// Compares what the whole history looks like afterwards.
    pub(crate) fn history(&mut self) {
        let head = number(&self.practice.must("eth_blockNumber", json!([])));
        self.both("eth_blockNumber", json!([]));
        self.both("eth_chainId", json!([]));
        self.both("net_version", json!([]));
        for params in [
            json!([{"fromBlock": "0x0", "toBlock": "latest"}]),
            json!([{"fromBlock": "0x0", "toBlock": "latest", "topics": [[], [format!("0x{:064x}", 0)]]}]),
            json!([{"fromBlock": U64::from(head / 3), "toBlock": U64::from(head / 2)}]),
        ] {
            let logs = (
                self.anvil.must("eth_getLogs", params.clone()),
                self.practice.must("eth_getLogs", params.clone()),
            );
            self.same_logs(&format!("eth_getLogs {params}"), &logs.0, &logs.1);
        }
        let fees = json!([U64::from(head.min(100)), "latest", [10.0, 50.0]]);
        let histories = (
            self.anvil.must("eth_feeHistory", fees.clone()),
            self.practice.must("eth_feeHistory", fees),
        );
        for field in ["oldestBlock", "baseFeePerGas", "gasUsedRatio", "reward"] {
            self.same(&format!("eth_feeHistory.{field}"), &histories.0[field], &histories.1[field]);
        }
        // The past, too: each side answers from the state of that block.
        for number in (0..=head).step_by(7) {
            for index in [0, 3, 9] {
                let address = crate::wallet::account(index).address();
                self.both("eth_getBalance", json!([address, U64::from(number)]));
                self.both("eth_getTransactionCount", json!([address, U64::from(number)]));
            }
        }
    }
}
