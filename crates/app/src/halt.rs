use std::fmt;
use std::sync::Arc;

/// Called at every step boundary with the boundary's name. It does nothing in a shipped program; a test stops the
/// process there to see that nothing is lost, doubled or left half done.
#[derive(Clone)]
pub struct Boundary(Arc<dyn Fn(&str) + Send + Sync>);

impl Boundary {
    /// A hook.
    pub fn new(hook: impl Fn(&str) + Send + Sync + 'static) -> Self {
        Self(Arc::new(hook))
    }

    pub(crate) fn cross(&self, name: &str) {
        (self.0)(name);
    }
}

impl Default for Boundary {
    fn default() -> Self {
        Self::new(|_| {})
    }
}

impl fmt::Debug for Boundary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Boundary")
    }
}
