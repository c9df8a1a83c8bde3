//! A node that answers JSON-RPC, whichever it is.

use alloy_rpc_client::RpcClient;
use colophon_practice::PracticeChain;
use serde_json::Value;

/// An error answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) code: i64,
    pub(crate) message: String,
    pub(crate) data: Option<Value>,
}

/// A node that answers JSON-RPC.
pub(crate) trait Node {
    fn ask(&self, method: &str, params: Value) -> Result<Value, Refusal>;

    /// The answer, or a panic that names the question.
    #[track_caller]
    fn must(&self, method: &str, params: Value) -> Value {
        self.ask(method, params.clone())
            .unwrap_or_else(|refusal| panic!("{method} {params} was refused: {refusal:?}"))
    }
}

/// The practice chain, asked through alloy's client as the rest of Colophon asks it.
#[derive(Debug)]
pub(crate) struct Practice {
    pub(crate) chain: PracticeChain,
    client: RpcClient,
    runtime: tokio::runtime::Runtime,
}

impl Practice {
    pub(crate) fn new(chain: PracticeChain) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        Self { client: chain.client(), chain, runtime }
    }
}

impl Node for Practice {
    fn ask(&self, method: &str, params: Value) -> Result<Value, Refusal> {
        let answer = self.client.request::<Value, Value>(method.to_owned(), params);
        self.runtime.block_on(answer).map_err(|error| {
            let payload = error.as_error_resp().unwrap_or_else(|| panic!("{method}: {error}"));
            Refusal {
                code: payload.code,
                message: payload.message.to_string(),
                data: payload.data.as_ref().and_then(|raw| serde_json::from_str(raw.get()).ok()),
            }
        })
    }
}
