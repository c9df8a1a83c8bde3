//! A machine pays for ten thousand uses of the illustration with signatures, and one claim brings in all of them.

use colophon_chain::channel::{self, Channel, Voucher};
use colophon_model::{B256, Units};

use super::checks::Checks;
use super::scenes::Set;
use super::story::UsesStory;
use crate::channel::sign_voucher;
use crate::{App, Error, Result, money};

const USES: u64 = 10_000;

pub(super) async fn play(app: &App, set: &Set, checks: &mut Checks) -> Result<UsesStory> {
    let machine = app.buyer(40)?;
    let payee = app.vault_row(set.picture)?.address;
    let token = set.dollar.address;
    let price = Units::parse_decimal("0.0001", set.dollar.decimals)?;
    let all = colophon_royalties::licence_price(price, USES).unwrap_or_default();
    let deposit = colophon_royalties::licence_price(price, USES / 2 * 3).unwrap_or_default();
    let terms = Channel {
        payer: machine.address(),
        signer: None,
        payee,
        token,
        withdraw_delay: 3_600,
        salt: B256::ZERO,
    };
    let id = app.open_channel(&machine, &terms, deposit, "demo uses").await?;
    let contracts = app.contracts()?;
    let chain = &app.inner.chain;
    checks.same(
        "the channel has one number here and there",
        chain.channel_id(&contracts, &terms).await?,
        id,
    );

    let till = app.till(&terms).await?;
    let before = chain.vault_figures(payee, token, &[], None).await?.cumulative;
    let mut till = app.use_many(machine, till, id, (price, USES)).await?;
    checks.same("vouchers that the receiver verified and took", USES, till.count());
    let newest = till.newest().cloned().ok_or_else(|| Error::internal("no voucher was taken"))?;
    checks.is("the last voucher again is refused", till.take(newest.clone(), price).is_err());
    let more = all.checked_add(price).unwrap_or_default();
    let domain = channel::domain(App::chain_id(), &contracts);
    let stranger = app.buyer(41)?;
    let forged = sign_voucher(&stranger, &domain, Voucher { channel: id, cumulative: more })?;
    checks.is("a voucher that somebody else signed is refused", till.take(forged, price).is_err());

    // Whoever likes brings voucher and settlement; the money goes to the vault.
    app.fund(stranger.address()).await?;
    let claim = app.claim_vouchers(&stranger, &terms, &till, "demo uses").await?;
    let book = chain.channel_book(&contracts, id).await?;
    checks.same(format!("one claim books {USES} uses"), all, book.claimed);
    checks.same("it waits for the vault", all, chain.unsettled(&contracts, payee, token).await?);
    let settled = app.settle_vouchers(&stranger, payee, token, "demo uses").await?;
    let after = chain.vault_figures(payee, token, &[], None).await?.cumulative;
    checks.same("the vault received all of it", all, after.checked_sub(before).unwrap_or_default());
    let held = chain.token_balance(token.unwrap_or_default(), contracts.channel, None).await?;
    checks.same(
        "what was deposited is paid out and held",
        deposit,
        held.checked_add(all).unwrap_or_default(),
    );
    app.sync().await?;
    let row = app.payments(Some(set.picture))?.into_iter().find(|p| p.id.tx == settled.tx);
    checks.same("the ledger has it as one payment", all, row.map_or(Units::ZERO, |p| p.amount));
    let paid = money::view(&set.dollar, all);
    Ok(UsesStory { vouchers: till.count(), transactions: [claim.tx, settled.tx].len(), paid })
}
