//! alloy's provider on the practice chain, with nothing filled in by hand.

use alloy_network::{EthereumWallet, TransactionBuilder};
use alloy_primitives::U256;
use alloy_provider::{Provider, ProviderBuilder};
use alloy_rpc_types_eth::{Filter, TransactionRequest};
use colophon_practice::{CHAIN_ID, PracticeChain};

use crate::{
    stage::{self, alice, bob},
    support::{asm, wallet},
};

#[test]
fn a_provider_fills_signs_sends_and_waits() {
    let chain = PracticeChain::in_memory(stage::config()).expect("rules that work");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let provider = ProviderBuilder::new()
            .wallet(EthereumWallet::from(wallet::account(0)))
            .connect_client(chain.client());
        assert_eq!(provider.get_chain_id().await.expect("an id"), CHAIN_ID, "the practice chain");

        let code = asm::deploy(&asm::logger(1));
        let deploy = TransactionRequest::default().with_deploy_code(code);
        let receipt = provider.send_transaction(deploy).await.expect("it is sent");
        let receipt = receipt.get_receipt().await.expect("it is mined");
        let logger = receipt.contract_address.expect("a contract");
        assert_eq!(logger, alice().create(0), "the first contract of Alice");

        let call = TransactionRequest::default().with_to(logger).with_input(asm::word(5));
        let pending = provider.send_transaction(call).await.expect("it is sent");
        let receipt = pending.with_required_confirmations(1).get_receipt().await.expect("mined");
        assert!(receipt.status(), "it worked");

        let pay = TransactionRequest::default().with_to(bob()).with_value(U256::from(3));
        let hash = provider.send_transaction(pay).await.expect("it is sent").watch().await;
        let hash = hash.expect("it is mined");
        let tx = provider.get_transaction_by_hash(hash).await.expect("an answer");
        assert_eq!(tx.and_then(|tx| tx.block_number), Some(3), "each has its own block");
        assert_eq!(provider.get_balance(bob()).await.expect("a balance"), U256::from(3), "paid");

        let filter = Filter::new().address(logger).from_block(0);
        let logs = provider.get_logs(&filter).await.expect("logs");
        assert_eq!(logs.len(), 1, "one log");
        assert_eq!(logs[0].block_number, Some(2), "with its block");
        let block = provider.get_block_by_number(2.into()).await.expect("an answer");
        assert_eq!(logs[0].block_hash, block.map(|block| block.header.hash), "and its hash");
    });
}
