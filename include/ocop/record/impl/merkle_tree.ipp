#pragma once

#include "ocop/detail/crypto/sha256.hpp"
#include "ocop/record/merkle_tree.hpp"

#include <bit>
#include <cstddef>
#include <cstring>
#include <string>

namespace ocop {
namespace detail {

inline tree_hash tree_hash_of(std::string_view bytes) {
  tree_hash made{};
  std::string const digest = sha256_bytes(bytes);
  std::memcpy(made.data(), digest.data(), made.size());
  return made;
}

/// SHA-256 of the byte 01 and two hashes.
inline tree_hash hash_of_node(tree_hash const& left, tree_hash const& right) {
  std::array<char, 1 + 2 * std::tuple_size_v<tree_hash>> bytes{};
  bytes[0] = 1;
  std::memcpy(bytes.data() + 1, left.data(), left.size());
  std::memcpy(bytes.data() + 1 + left.size(), right.data(), right.size());
  return tree_hash_of({bytes.data(), bytes.size()});
}

/// Where a tree of several leaves is divided: the largest power of two below its size.
inline std::uint64_t left_part(std::uint64_t size) { return std::bit_floor(size - 1); }

inline issue no_such_tree(std::uint64_t wanted, std::uint64_t size) {
  return {errc::bad_value,
          {},
          "the tree has " + std::to_string(size) + " leaves; a tree of " + std::to_string(wanted) + " was asked for."};
}

}  // namespace detail

OCOP_INLINE tree_hash hash_of_leaf(std::string_view data) {
  std::string bytes(1, '\0');
  bytes += data;
  return detail::tree_hash_of(bytes);
}

OCOP_INLINE void merkle_tree::add(tree_hash const& leaf) {
  tree_hash made = leaf;
  for (std::size_t k = 0;; ++k) {
    if (k == levels_.size()) levels_.emplace_back();
    auto& level = levels_[k];
    level.push_back(made);
    if (level.size() % 2 != 0) return;
    made = detail::hash_of_node(level[level.size() - 2], level.back());
  }
}

/// Over the leaves [first, end), which a division of the tree at powers of two gives: at least one of them.
OCOP_INLINE tree_hash merkle_tree::over(std::uint64_t first, std::uint64_t end) const {
  std::uint64_t const size = end - first;
  if (std::has_single_bit(size)) {
    auto const level = static_cast<std::size_t>(std::countr_zero(size));
    return levels_[level][static_cast<std::size_t>(first >> level)];
  }
  std::uint64_t const middle = first + detail::left_part(size);
  return detail::hash_of_node(over(first, middle), over(middle, end));
}

OCOP_INLINE result<tree_hash> merkle_tree::root(std::uint64_t of) const {
  if (of > size()) return detail::no_such_tree(of, size());
  return of == 0 ? detail::tree_hash_of({}) : over(0, of);
}

OCOP_INLINE result<std::vector<tree_hash>> merkle_tree::inclusion(std::uint64_t index, std::uint64_t of) const {
  if (of > size()) return detail::no_such_tree(of, size());
  if (index >= of)
    return issue{
        errc::bad_value, {}, "a tree of " + std::to_string(of) + " leaves has no leaf " + std::to_string(index) + "."};
  std::vector<tree_hash> proof;
  std::uint64_t first = 0;
  std::uint64_t end = of;
  while (end - first > 1) {
    std::uint64_t const middle = first + detail::left_part(end - first);
    bool const is_left = index < middle;
    proof.insert(proof.begin(), is_left ? over(middle, end) : over(first, middle));
    (is_left ? end : first) = middle;
  }
  return proof;
}

OCOP_INLINE void merkle_tree::prove_beginning(std::uint64_t before, std::uint64_t first, std::uint64_t end,
                                              bool is_known, std::vector<tree_hash>& proof) const {
  if (before == end) {
    if (!is_known) proof.push_back(over(first, end));
    return;
  }
  std::uint64_t const middle = first + detail::left_part(end - first);
  bool const is_left = before <= middle;
  if (is_left) prove_beginning(before, first, middle, is_known, proof);
  else prove_beginning(before, middle, end, false, proof);
  proof.push_back(is_left ? over(middle, end) : over(first, middle));
}

OCOP_INLINE result<std::vector<tree_hash>> merkle_tree::consistency(std::uint64_t before, std::uint64_t of) const {
  if (of > size()) return detail::no_such_tree(of, size());
  if (before == 0 || before > of)
    return issue{
        errc::bad_value,
        {},
        "a tree of " + std::to_string(of) + " leaves does not begin with one of " + std::to_string(before) + '.'};
  std::vector<tree_hash> proof;
  prove_beginning(before, 0, of, true, proof);
  return proof;
}

OCOP_INLINE bool proves_inclusion(std::span<tree_hash const> proof, tree_hash const& leaf, std::uint64_t index,
                                  std::uint64_t size, tree_hash const& root) {
  if (index >= size) return false;
  std::uint64_t at = index;
  std::uint64_t last = size - 1;
  tree_hash made = leaf;
  for (tree_hash const& sibling : proof) {
    if (last == 0) return false;
    if (at % 2 == 1 || at == last) {
      made = detail::hash_of_node(sibling, made);
      // A subtree without a right half is its left one.
      while (at % 2 == 0 && at != 0) {
        at /= 2;
        last /= 2;
      }
    } else {
      made = detail::hash_of_node(made, sibling);
    }
    at /= 2;
    last /= 2;
  }
  return last == 0 && made == root;
}

OCOP_INLINE bool proves_consistency(std::span<tree_hash const> proof, std::uint64_t before,
                                    tree_hash const& root_before, std::uint64_t size, tree_hash const& root) {
  if (before == 0 || before > size) return false;
  if (before == size) return proof.empty() && root_before == root;
  std::uint64_t at = before - 1;
  std::uint64_t last = size - 1;
  while (at % 2 == 1) {
    at /= 2;
    last /= 2;
  }
  // A complete subtree is its own proof.
  bool const is_complete = std::has_single_bit(before);
  if (!is_complete && proof.empty()) return false;
  tree_hash old_made = is_complete ? root_before : proof.front();
  tree_hash made = old_made;
  for (tree_hash const& sibling : proof.subspan(is_complete ? 0 : 1)) {
    if (last == 0) return false;
    if (at % 2 == 1 || at == last) {
      old_made = detail::hash_of_node(sibling, old_made);
      made = detail::hash_of_node(sibling, made);
      while (at % 2 == 0 && at != 0) {
        at /= 2;
        last /= 2;
      }
    } else {
      made = detail::hash_of_node(made, sibling);
    }
    at /= 2;
    last /= 2;
  }
  return last == 0 && old_made == root_before && made == root;
}

}  // namespace ocop
