//! Who made the work and by what right, in the words of Dublin Core and XMP.

use colophon_model::UsagePolicy;
use serde_json::{Map, Value, json};

use crate::{Error, Origin, Result, plain::plain};

/// Label of the assertion (CAWG metadata 1.1). `stds.schema-org.CreativeWork` is deprecated since C2PA 2.0: read, never written.
pub(crate) const LABEL: &str = "cawg.metadata";
/// Labels that may name a creator, most specific first.
pub(crate) const READ_LABELS: [&str; 3] = [LABEL, "c2pa.metadata", "stds.schema-org.CreativeWork"];

const TITLE_LIMIT: usize = 256;
const TEXT_LIMIT: usize = 1024;

/// What the creator says about a work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The work's title, at most 256 characters.
    pub title: String,
    /// The creator's name, at most 256 characters.
    pub creator: String,
    /// The rights statement, such as "© 2026 Ada Merle".
    pub rights: Option<String>,
    /// Where a licence can be had: an address.
    pub licence: Option<String>,
    /// How the work came to be.
    pub origin: Origin,
    /// What machines may do with it.
    pub policy: UsagePolicy,
}

impl Statement {
    /// Title and creator are there and short enough.
    pub(crate) fn checked(&self) -> Result<()> {
        short("title", &self.title, TITLE_LIMIT)?;
        short("creator's name", &self.creator, TITLE_LIMIT)?;
        for (field, text) in
            [("rights statement", &self.rights), ("licence address", &self.licence)]
        {
            if let Some(text) = text {
                short(field, text, TEXT_LIMIT)?;
            }
        }
        Ok(())
    }

    /// The JSON-LD of the metadata assertion.
    pub(crate) fn metadata(&self) -> Value {
        let mut context = Map::new();
        context.insert("dc".into(), json!("http://purl.org/dc/elements/1.1/"));
        let mut fields = Map::new();
        fields.insert("dc:title".into(), json!(plain(&self.title, TITLE_LIMIT)));
        fields.insert("dc:creator".into(), json!([plain(&self.creator, TITLE_LIMIT)]));
        if let Some(rights) = &self.rights {
            fields.insert("dc:rights".into(), json!(plain(rights, TEXT_LIMIT)));
        }
        if let Some(licence) = &self.licence {
            context.insert("xmpRights".into(), json!("http://ns.adobe.com/xap/1.0/rights/"));
            fields.insert("xmpRights:WebStatement".into(), json!(plain(licence, TEXT_LIMIT)));
        }
        fields.insert("@context".into(), Value::Object(context));
        Value::Object(fields)
    }
}

fn short(field: &'static str, text: &str, limit: usize) -> Result<()> {
    if plain(text, limit).is_empty() {
        return Err(Error::Text { field, problem: "empty; fill it in" });
    }
    if text.chars().count() > limit {
        return Err(Error::Text { field, problem: "too long; shorten it" });
    }
    Ok(())
}

/// Creators, rights and licence address that an assertion names.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) creators: Vec<String>,
    pub(crate) rights: Option<String>,
    pub(crate) licence: Option<String>,
}

impl Named {
    pub(crate) fn read(assertion: &Value) -> Self {
        let field = |names: &[&str]| names.iter().find_map(|name| assertion.get(name));
        let text = |names: &[&str]| field(names).and_then(first_text);
        Self {
            creators: field(&["dc:creator", "author", "creator"]).map(texts).unwrap_or_default(),
            rights: text(&["dc:rights", "copyrightNotice"]),
            licence: text(&["xmpRights:WebStatement", "license"]),
        }
    }
}

/// A string, a list of strings, schema.org objects with a name, or XMP's language alternatives.
fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![plain(text, TITLE_LIMIT)],
        Value::Array(items) => items.iter().take(16).filter_map(first_text).collect(),
        Value::Object(map) => ["name", "x-default", "@value"]
            .iter()
            .find_map(|key| map.get(*key)?.as_str())
            .map(|text| vec![plain(text, TITLE_LIMIT)])
            .unwrap_or_default(),
        _ => Vec::new(),
    }
}

fn first_text(value: &Value) -> Option<String> {
    match value {
        // One level of list is enough; a stranger's file does not choose our recursion.
        Value::Array(items) => items.first().and_then(Value::as_str).map(|t| plain(t, TEXT_LIMIT)),
        other => texts(other).into_iter().next(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(json: Value, creators: &[&str], rights: Option<&str>) {
        let named = Named::read(&json);
        assert_eq!(named.creators, creators, "creators in {json}");
        assert_eq!(named.rights.as_deref(), rights, "rights in {json}");
    }

    #[test]
    fn names_are_found_in_each_vocabulary() {
        check(
            json!({"dc:creator": ["Ada", "Bo"], "dc:rights": "© Ada"}),
            &["Ada", "Bo"],
            Some("© Ada"),
        );
        check(json!({"dc:creator": "Ada", "dc:rights": {"x-default": "©"}}), &["Ada"], Some("©"));
        check(json!({"author": [{"@type": "Person", "name": "Ada"}]}), &["Ada"], None);
        check(
            json!({"author": {"name": "Ada\u{202e}"}, "copyrightNotice": "c"}),
            &["Ada"],
            Some("c"),
        );
        check(json!({"dc:creator": [[["Ada"]], 3, {"name": 4}]}), &[], None);
        check(json!([]), &[], None);
    }
}
