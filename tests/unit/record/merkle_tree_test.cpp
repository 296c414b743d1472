#include "ocop/record/merkle_tree.hpp"

#include "support/catch.hpp"

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace merkle_tree_test {
namespace {

using namespace ocop;

std::string hex(tree_hash const& hash) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (unsigned char const byte : hash) {
    text += digits[byte >> 4U];
    text += digits[byte & 15U];
  }
  return text;
}

/// The leaves on which implementations of RFC 6962 are commonly tested.
std::vector<std::string> known_leaves() {
  using namespace std::string_literals;
  return {"", "\0"s, "\x10", "\x20\x21", "\x30\x31", "\x40\x41\x42\x43", "PQRSTUVW", "`abcdefghijklmno"};
}

merkle_tree tree_of(std::vector<std::string> const& leaves) {
  merkle_tree tree;
  for (auto const& leaf : leaves) tree.add(hash_of_leaf(leaf));
  return tree;
}

std::vector<std::string> numbered(std::size_t count) {
  std::vector<std::string> leaves;
  for (std::size_t i = 0; i < count; ++i) leaves.push_back("leaf " + std::to_string(i));
  return leaves;
}

TEST_CASE("the roots are those of RFC 6962", "[record]") {
  merkle_tree const tree = tree_of(known_leaves());
  std::array<std::string_view, 9> const roots{"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                                              "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                                              "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                                              "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                                              "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                                              "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                                              "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                                              "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                                              "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
  for (std::size_t size = 0; size < roots.size(); ++size) CHECK(hex(tree.root(size).value()) == roots[size]);
}

TEST_CASE("every leaf is proved in every tree, and nothing else is", "[record]") {
  constexpr std::size_t most = 40;
  merkle_tree const tree = tree_of(numbered(most));
  for (std::size_t size = 1; size <= most; ++size) {
    tree_hash const root = tree.root(size).value();
    for (std::size_t index = 0; index < size; ++index) {
      tree_hash const leaf = hash_of_leaf("leaf " + std::to_string(index));
      auto proof = tree.inclusion(index, size).value();
      REQUIRE(proves_inclusion(proof, leaf, index, size, root));
      CHECK_FALSE(proves_inclusion(proof, hash_of_leaf("another"), index, size, root));
      CHECK_FALSE(proves_inclusion(proof, leaf, index + 1, size, root));
      CHECK_FALSE(proves_inclusion(proof, leaf, index, 2 * size + 1, root));
      CHECK_FALSE(proves_inclusion(proof, leaf, index, size, leaf == root ? tree_hash{} : leaf));
      for (auto& hash : proof) {
        hash[0] ^= 1U;
        CHECK_FALSE(proves_inclusion(proof, leaf, index, size, root));
        hash[0] ^= 1U;
      }
      proof.push_back(root);
      CHECK_FALSE(proves_inclusion(proof, leaf, index, size, root));
      proof.pop_back();
      if (proof.empty()) continue;
      proof.pop_back();
      CHECK_FALSE(proves_inclusion(proof, leaf, index, size, root));
    }
  }
}

TEST_CASE("every tree is proved to begin with every smaller one, and with no other", "[record]") {
  constexpr std::size_t most = 40;
  merkle_tree const tree = tree_of(numbered(most));
  for (std::size_t size = 1; size <= most; ++size) {
    tree_hash const root = tree.root(size).value();
    for (std::size_t before = 1; before <= size; ++before) {
      tree_hash const earlier = tree.root(before).value();
      auto proof = tree.consistency(before, size).value();
      REQUIRE(proves_consistency(proof, before, earlier, size, root));
      tree_hash other = earlier;
      other[31] ^= 1U;
      CHECK_FALSE(proves_consistency(proof, before, other, size, root));
      CHECK_FALSE(proves_consistency(proof, before, earlier, size, other));
      for (auto& hash : proof) {
        hash[5] ^= 128U;
        CHECK_FALSE(proves_consistency(proof, before, earlier, size, root));
        hash[5] ^= 128U;
      }
      if (proof.empty()) continue;
      proof.pop_back();
      CHECK_FALSE(proves_consistency(proof, before, earlier, size, root));
    }
  }
}

TEST_CASE("a tree that is not there is an error", "[record]") {
  merkle_tree const tree = tree_of(numbered(3));
  CHECK(tree.size() == 3);
  CHECK(tree.root(4).error().message == "the tree has 3 leaves; a tree of 4 was asked for.");
  CHECK(tree.inclusion(0, 4).error().code == errc::bad_value);
  CHECK(tree.inclusion(3, 3).error().message == "a tree of 3 leaves has no leaf 3.");
  CHECK(tree.inclusion(0, 0).error().code == errc::bad_value);
  CHECK(tree.consistency(0, 3).error().message == "a tree of 3 leaves does not begin with one of 0.");
  CHECK(tree.consistency(3, 2).error().code == errc::bad_value);
  CHECK(tree.consistency(1, 4).error().code == errc::bad_value);
  CHECK_FALSE(proves_inclusion({}, {}, 0, 0, {}));
  CHECK_FALSE(proves_consistency({}, 0, {}, 0, {}));
}

}  // namespace
}  // namespace merkle_tree_test
