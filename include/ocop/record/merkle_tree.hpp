#pragma once

#include "ocop/base/result.hpp"
#include "ocop/config.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace ocop {

/// SHA-256 of a leaf or a node of a Merkle tree.
using tree_hash = std::array<unsigned char, 32>;

/// The hash of a leaf: SHA-256 of the byte 00 and the leaf's data (RFC 9162, section 2.1.1).
[[nodiscard]] OCOP_INLINE tree_hash hash_of_leaf(std::string_view data);

/// The Merkle tree of a list of leaves to which leaves are added at its end (RFC 9162, section 2.1; the same tree as in
/// RFC 6962). It keeps 64 bytes a leaf and knows the tree of every size that it has had. Not for several threads while
/// leaves are added.
class merkle_tree {
  std::vector<std::vector<tree_hash>> levels_;  // [k][i]: of the complete subtree over leaves [i 2^k, (i + 1) 2^k)

 public:
  OCOP_INLINE void add(tree_hash const& leaf);
  [[nodiscard]] std::uint64_t size() const noexcept { return levels_.empty() ? 0 : levels_.front().size(); }

  /// The root over the first `size` leaves; over none it is SHA-256 of nothing. Errors: errc::bad_value where the tree
  /// has fewer leaves.
  [[nodiscard]] OCOP_INLINE result<tree_hash> root(std::uint64_t size) const;

  /// The proof that a leaf, by its index from 0, stands among the first `size` leaves: from its sibling up to the child
  /// of the root. Errors: errc::bad_value where the tree has fewer leaves, or the index is not among them.
  [[nodiscard]] OCOP_INLINE result<std::vector<tree_hash>> inclusion(std::uint64_t index, std::uint64_t size) const;

  /// The proof that the first `size` leaves begin with the first `before` leaves (RFC 9162, section 2.1.4). Errors:
  /// errc::bad_value where the tree has fewer leaves, or `before` is 0 or more than `size`.
  [[nodiscard]] OCOP_INLINE result<std::vector<tree_hash>> consistency(std::uint64_t before, std::uint64_t size) const;

 private:
  [[nodiscard]] OCOP_INLINE tree_hash over(std::uint64_t first, std::uint64_t end) const;
  OCOP_INLINE void prove_beginning(std::uint64_t before, std::uint64_t first, std::uint64_t end, bool is_known,
                                   std::vector<tree_hash>& proof) const;
};

/// Does a proof lead from a leaf to the root (RFC 9162, section 2.1.3.2)?
[[nodiscard]] OCOP_INLINE bool proves_inclusion(std::span<tree_hash const> proof, tree_hash const& leaf,
                                                std::uint64_t index, std::uint64_t size, tree_hash const& root);

/// Does a proof show that a tree begins with a smaller one (RFC 9162, section 2.1.4.2)?
[[nodiscard]] OCOP_INLINE bool proves_consistency(std::span<tree_hash const> proof, std::uint64_t before,
                                                  tree_hash const& root_before, std::uint64_t size,
                                                  tree_hash const& root);

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/record/impl/merkle_tree.ipp"
#endif
