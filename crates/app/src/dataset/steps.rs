//! What a confirmed sheet does with a dataset.

use colophon_chain::dataset::{self, DatasetFile};

use super::DatasetPlan;
use crate::sheet::Done;
use crate::{App, Result};

impl App {
    /// Does a step. The dataset is kept before anything is sent, so that it is found again after a stop.
    pub(crate) async fn dataset_step(
        &self,
        file: &DatasetFile,
        step: &DatasetPlan,
        key: &str,
    ) -> Result<Done> {
        self.keep_dataset(file)?;
        let (me, contracts) = (self.artist()?, self.contracts()?);
        let mut done = Done::default();
        match step {
            DatasetPlan::Open => return self.open_dataset(&me, file).await,
            DatasetPlan::Join(joining) => return self.join_dataset(&me, file, joining).await,
            DatasetPlan::Buy(order) => {
                return Ok(self.buy_dataset(&me, file, *order, key).await?.1);
            }
            DatasetPlan::Draw => return self.draw_dataset(&me, file, key).await,
            DatasetPlan::SetPrice(price) => {
                let action = dataset::set_price(&contracts, file.id(), *price)?;
                let intent = format!("dataset price {} {key}", file.name());
                done.add(&self.act(&me, &intent, "price", &action).await?);
            }
            DatasetPlan::TakeOut(work) => {
                let action = dataset::take_out(&contracts, file.id(), *work);
                let intent = format!("take out {} {key}", file.name());
                done.add(&self.act(&me, &intent, "withdrawal", &action).await?);
            }
        }
        Ok(done)
    }
}
