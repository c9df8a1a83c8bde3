use std::sync::Arc;

use alloy_consensus::TxEip1559;
use alloy_eips::{BlockId, BlockNumberOrTag};
use alloy_json_rpc::RpcError;
use alloy_network::{Ethereum, TransactionBuilder as _};
use alloy_primitives::{Address, B256, TxKind, U256};
use alloy_provider::{Provider, RootProvider};
use alloy_rpc_client::RpcClient;
use alloy_rpc_types_eth::{Filter, TransactionInput, TransactionRequest};
use alloy_sol_types::SolCall;
use alloy_transport::TransportError;
use colophon_model::{Moment, Standing, Units};

use crate::events::{TRANSFER, VAULT_TOPICS};
use crate::{Action, ChainLog, Error, Profile, Result, refusal};

/// A chain behind one endpoint.
#[derive(Debug, Clone)]
pub struct Chain {
    provider: RootProvider<Ethereum>,
    profile: Arc<Profile>,
}

/// A block's place, hash and time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// Its number.
    pub number: u64,
    /// Its hash.
    pub hash: B256,
    /// The hash of the one before.
    pub parent: B256,
    /// Its time.
    pub time: Moment,
}

/// What gas costs now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fees {
    /// The most that is paid for a unit of gas, in wei.
    pub max_fee: u128,
    /// What of it goes to the block's maker.
    pub priority: u128,
}

/// What an action would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Simulation {
    /// A gas limit that leaves room.
    pub gas_limit: u64,
    /// The fees assumed.
    pub fees: Fees,
    /// The most that the fee can be, in wei.
    pub max_cost: Units,
}

/// A transaction that is in a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mined {
    /// Its hash.
    pub tx: B256,
    /// Whether it did what it should, or was undone at the price of its fee.
    pub succeeded: bool,
    /// The block.
    pub block: u64,
    /// The block's hash.
    pub block_hash: B256,
    /// Gas used.
    pub gas_used: u64,
    /// Fee paid, in wei.
    pub fee: Units,
    /// The contract it made.
    pub contract: Option<Address>,
    /// What it wrote.
    pub logs: Vec<ChainLog>,
}

impl Chain {
    /// A chain over a client, which may be an endpoint's or the practice chain's.
    pub fn over(client: RpcClient, profile: Profile) -> Self {
        Self { provider: RootProvider::new(client), profile: Arc::new(profile) }
    }

    /// The profile.
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    pub(crate) const fn provider(&self) -> &RootProvider<Ethereum> {
        &self.provider
    }

    /// Asks whether the endpoint speaks for the profile's chain.
    ///
    /// # Errors
    /// [`Error::WrongChain`], or no answer.
    pub async fn check(&self) -> Result<()> {
        let found =
            colophon_model::ChainId(self.provider.get_chain_id().await.map_err(Error::Endpoint)?);
        let expected = self.profile.id;
        if found == expected { Ok(()) } else { Err(Error::WrongChain { expected, found }) }
    }

    /// The newest block.
    ///
    /// # Errors
    /// No answer.
    pub async fn head(&self) -> Result<Head> {
        self.block_at(BlockNumberOrTag::Latest).await?.ok_or(Error::NoBlock(0))
    }

    /// A block; `None` where the chain is shorter.
    ///
    /// # Errors
    /// No answer.
    pub async fn block(&self, number: u64) -> Result<Option<Head>> {
        self.block_at(BlockNumberOrTag::Number(number)).await
    }

    async fn block_at(&self, tag: BlockNumberOrTag) -> Result<Option<Head>> {
        let block = self.provider.get_block_by_number(tag).await.map_err(Error::Endpoint)?;
        Ok(block.map(|b| Head {
            number: b.header.number,
            hash: b.header.hash,
            parent: b.header.parent_hash,
            time: Moment::from_unix_seconds(b.header.timestamp),
        }))
    }

    /// How settled blocks are now: the chain's own `finalized` where it has one.
    ///
    /// # Errors
    /// No answer.
    pub async fn standing(&self) -> Result<Standing> {
        let head = self.head().await?.number;
        let finalized = self.block_at(BlockNumberOrTag::Finalized).await?.map_or(0, |b| b.number);
        Ok(Standing { head, finalized, confirmations: self.profile.confirmations })
    }

    /// Coin held.
    ///
    /// # Errors
    /// No answer.
    pub async fn balance(&self, who: Address) -> Result<Units> {
        self.provider.get_balance(who).await.map(Units).map_err(Error::Endpoint)
    }

    /// The next nonce as the endpoint knows it, counting what waits.
    ///
    /// # Errors
    /// No answer.
    pub async fn pending_nonce(&self, who: Address) -> Result<u64> {
        self.provider.get_transaction_count(who).pending().await.map_err(Error::Endpoint)
    }

    /// Whether there is a contract.
    ///
    /// # Errors
    /// No answer.
    pub async fn has_code(&self, at: Address) -> Result<bool> {
        Ok(!self.provider.get_code_at(at).await.map_err(Error::Endpoint)?.is_empty())
    }

    /// What gas costs now: twice the base fee and the endpoint's advice on top, so that a few full blocks do not strand
    /// a transaction.
    ///
    /// # Errors
    /// No answer.
    pub async fn fees(&self) -> Result<Fees> {
        let block = self
            .provider
            .get_block_by_number(BlockNumberOrTag::Latest)
            .await
            .map_err(Error::Endpoint)?;
        let base = u128::from(block.and_then(|b| b.header.base_fee_per_gas).unwrap_or_default());
        let priority =
            self.provider.get_max_priority_fee_per_gas().await.map_err(Error::Endpoint)?;
        Ok(Fees { max_fee: base.saturating_mul(2).saturating_add(priority), priority })
    }

    /// What an action would do: runs it without sending, and sets a limit a quarter above what it used.
    ///
    /// # Errors
    /// [`Error::Refused`] with the contract's reason, [`Error::Funds`], or no answer.
    pub async fn simulate(&self, from: Address, action: &Action) -> Result<Simulation> {
        let request = self.request(from, action);
        let gas = self.provider.estimate_gas(request).await.map_err(|e| refused(from, e))?;
        let fees = self.fees().await?;
        let gas_limit = gas.saturating_add(gas / 4);
        let max_cost = Units(U256::from(gas_limit).saturating_mul(U256::from(fees.max_fee)));
        Ok(Simulation { gas_limit, fees, max_cost })
    }

    fn request(&self, from: Address, action: &Action) -> TransactionRequest {
        let request = TransactionRequest::default().with_from(from).with_value(action.value.0);
        let mut request = match action.to {
            Some(to) => request.with_to(to),
            None => request.with_kind(TxKind::Create),
        };
        request.input = TransactionInput::new(action.data.clone());
        request
    }

    /// The transaction to be signed.
    pub fn transaction(&self, action: &Action, nonce: u64, plan: &Simulation) -> TxEip1559 {
        TxEip1559 {
            chain_id: self.profile.id.0,
            nonce,
            gas_limit: plan.gas_limit,
            max_fee_per_gas: plan.fees.max_fee,
            max_priority_fee_per_gas: plan.fees.priority,
            to: action.to.map_or(TxKind::Create, TxKind::Call),
            value: action.value.0,
            access_list: alloy_eips::eip2930::AccessList::default(),
            input: action.data.clone(),
        }
    }

    /// Sends signed bytes. Bytes that the chain already has are no error: sending again must be harmless.
    ///
    /// # Errors
    /// [`Error::Refused`] with the chain's reason, or no answer.
    pub async fn send(&self, raw: &[u8], hash: B256) -> Result<()> {
        match self.provider.send_raw_transaction(raw).await {
            Ok(_) => Ok(()),
            Err(error) => {
                let known =
                    matches!(&error, RpcError::ErrorResp(e) if e.message.contains("already known"));
                if known
                    || self
                        .provider
                        .get_transaction_by_hash(hash)
                        .await
                        .map_err(Error::Endpoint)?
                        .is_some()
                {
                    return Ok(());
                }
                Err(refused(Address::ZERO, error))
            }
        }
    }

    /// A transaction's result; `None` while it is in no block.
    ///
    /// # Errors
    /// No answer.
    pub async fn mined(&self, tx: B256) -> Result<Option<Mined>> {
        let Some(receipt) =
            self.provider.get_transaction_receipt(tx).await.map_err(Error::Endpoint)?
        else {
            return Ok(None);
        };
        let (Some(block), Some(block_hash)) = (receipt.block_number, receipt.block_hash) else {
            return Ok(None);
        };
        let fee =
            U256::from(receipt.gas_used).saturating_mul(U256::from(receipt.effective_gas_price));
        let chain = self.profile.id;
        Ok(Some(Mined {
            tx,
            succeeded: receipt.status(),
            block,
            block_hash,
            gas_used: receipt.gas_used,
            fee: Units(fee),
            contract: receipt.contract_address,
            logs: receipt
                .inner
                .logs()
                .iter()
                .filter_map(|l| ChainLog::read(chain, l.clone()))
                .collect(),
        }))
    }

    /// Everything between two blocks (both included) that changes the books of these vaults, in the chain's order:
    /// their own events, and pay-ins of `tokens`.
    ///
    /// # Errors
    /// No answer.
    pub async fn vault_logs(
        &self,
        vaults: &[Address],
        tokens: &[Address],
        from: u64,
        to: u64,
    ) -> Result<Vec<ChainLog>> {
        if vaults.is_empty() {
            return Ok(Vec::new());
        }
        let range = Filter::new().from_block(from).to_block(to);
        let own = range.clone().address(vaults.to_vec()).event_signature(VAULT_TOPICS.to_vec());
        let receivers: Vec<B256> = vaults.iter().map(|v| v.into_word()).collect();
        let paid = range.address(tokens.to_vec()).event_signature(TRANSFER).topic2(receivers);
        let mut logs = self.provider.get_logs(&own).await.map_err(Error::Endpoint)?;
        logs.extend(self.provider.get_logs(&paid).await.map_err(Error::Endpoint)?);
        let mut logs: Vec<_> =
            logs.into_iter().filter_map(|l| ChainLog::read(self.profile.id, l)).collect();
        logs.sort_by_key(|l| (l.block, l.id.log));
        logs.dedup_by_key(|l| l.id);
        Ok(logs)
    }

    /// The logs of one contract with one signature between two blocks, both included, in the chain's order.
    pub(crate) async fn logs(
        &self,
        contract: Address,
        signature: B256,
        from: u64,
        to: u64,
    ) -> Result<Vec<ChainLog>> {
        let filter = Filter::new()
            .from_block(from)
            .to_block(to)
            .address(contract)
            .event_signature(signature);
        let logs = self.provider.get_logs(&filter).await.map_err(Error::Endpoint)?;
        let mut logs: Vec<_> =
            logs.into_iter().filter_map(|l| ChainLog::read(self.profile.id, l)).collect();
        logs.sort_by_key(|l| (l.block, l.id.log));
        Ok(logs)
    }

    /// Asks a contract, as of `block` or of now.
    pub(crate) async fn ask<C: SolCall>(
        &self,
        asked: &'static str,
        to: Address,
        call: &C,
        block: Option<u64>,
    ) -> Result<C::Return> {
        let request = TransactionRequest::default().with_to(to).with_input(call.abi_encode());
        let at = block.map_or_else(BlockId::latest, BlockId::number);
        let answer = self.provider.call(request).block(at).await.map_err(|e| refused(to, e))?;
        C::abi_decode_returns(&answer).map_err(|_| Error::Unreadable { asked })
    }
}

/// Tells a refusal, which is final, from an endpoint that does not answer.
fn refused(who: Address, error: TransportError) -> Error {
    let RpcError::ErrorResp(payload) = &error else { return Error::Endpoint(error) };
    if let Some(data) = payload.as_revert_data() {
        return Error::Refused(refusal::in_words(&data));
    }
    if payload.message.contains("insufficient funds") {
        return Error::Funds(who);
    }
    Error::Refused(payload.message.to_string())
}
