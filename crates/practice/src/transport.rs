//! alloy's transport over the chain in this process.

use std::task::{Context, Poll};

use alloy_json_rpc::{RequestPacket, Response, ResponsePacket, ResponsePayload, SerializedRequest};
use alloy_transport::{TransportError, TransportFut};
use tower::Service;

use crate::{practice::Shared, rpc};

/// Answers JSON-RPC requests, single or in batches, from the chain in this process. No port is
/// opened. A request is worked on inside the future that it returns, without ever waiting.
#[derive(Clone, Debug)]
pub struct PracticeTransport(Shared);

impl PracticeTransport {
    pub(crate) const fn new(chain: Shared) -> Self {
        Self(chain)
    }

    fn answer(&self, request: &SerializedRequest) -> Response {
        let payload = match rpc::answer(&self.0, request.method(), request.params()) {
            Ok(result) => ResponsePayload::Success(result),
            Err(fault) => ResponsePayload::Failure(fault.payload()),
        };
        Response { id: request.id().clone(), payload }
    }
}

impl Service<RequestPacket> for PracticeTransport {
    type Response = ResponsePacket;
    type Error = TransportError;
    type Future = TransportFut<'static>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, packet: RequestPacket) -> Self::Future {
        let this = self.clone();
        Box::pin(async move {
            Ok(match packet {
                RequestPacket::Single(request) => ResponsePacket::Single(this.answer(&request)),
                RequestPacket::Batch(requests) => ResponsePacket::Batch(
                    requests.iter().map(|request| this.answer(request)).collect(),
                ),
            })
        })
    }
}
