use alloy_primitives::{B256, keccak256};

/// A Merkle tree with sorted pairs, verified on chain by OpenZeppelin's `MerkleProof`.
///
/// Leaves are sorted first, so the root depends on the set and not on its order.
#[derive(Debug, Clone, Default)]
pub struct MerkleTree {
    /// Layer 0 holds the sorted leaves, the last layer the root.
    layers: Vec<Vec<B256>>,
}

impl MerkleTree {
    /// Builds the tree of `leaves`; `None` where there are none.
    pub fn new(mut leaves: Vec<B256>) -> Option<Self> {
        if leaves.is_empty() {
            return None;
        }
        leaves.sort_unstable();
        let mut layers = vec![leaves];
        while let Some(last) = layers.last().filter(|layer| layer.len() > 1) {
            // An odd node moves up unchanged; `MerkleProof` does not care about the shape.
            let next = last
                .chunks(2)
                .map(|pair| pair.iter().copied().reduce(node).unwrap_or_default())
                .collect();
            layers.push(next);
        }
        Some(Self { layers })
    }

    /// The root.
    pub fn root(&self) -> B256 {
        self.layers.last().and_then(|layer| layer.first()).copied().unwrap_or_default()
    }

    /// The siblings from `leaf` up to the root; `None` when the leaf is not in the tree.
    pub fn proof(&self, leaf: B256) -> Option<Vec<B256>> {
        let mut at = self.layers.first()?.binary_search(&leaf).ok()?;
        let mut siblings = Vec::new();
        for layer in &self.layers {
            if let Some(sibling) = layer.get(at ^ 1) {
                siblings.push(*sibling);
            }
            at /= 2;
        }
        Some(siblings)
    }

    /// Whether `proof` leads from `leaf` to `root`.
    pub fn verify(root: B256, leaf: B256, proof: &[B256]) -> bool {
        proof.iter().fold(leaf, |hash, sibling| node(hash, *sibling)) == root
    }
}

fn node(a: B256, b: B256) -> B256 {
    let (low, high) = if a < b { (a, b) } else { (b, a) };
    keccak256([low.0, high.0].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_leaf_proves_itself_and_nothing_else_does() {
        for count in 1..40u8 {
            let leaves: Vec<B256> = (0..count).map(|n| keccak256([n])).collect();
            let tree = MerkleTree::new(leaves.clone()).unwrap();
            for leaf in &leaves {
                let proof = tree.proof(*leaf).unwrap();
                assert!(
                    MerkleTree::verify(tree.root(), *leaf, &proof),
                    "leaf of {count} must prove itself"
                );
                assert!(
                    !MerkleTree::verify(tree.root(), keccak256([200]), &proof),
                    "a stranger must not pass"
                );
            }
            assert!(tree.proof(keccak256([200])).is_none(), "no proof for a stranger");
        }
    }

    #[test]
    fn order_does_not_matter() {
        let leaves: Vec<B256> = (0..7u8).map(|n| keccak256([n])).collect();
        let mut turned = leaves.clone();
        turned.reverse();
        assert_eq!(
            MerkleTree::new(leaves).unwrap().root(),
            MerkleTree::new(turned).unwrap().root()
        );
    }
}
