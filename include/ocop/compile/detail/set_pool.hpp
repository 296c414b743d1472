#pragma once

#include "ocop/compile/detail/archive.hpp"
#include "ocop/compile/product_set_list.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <utility>

namespace ocop::detail {

/// Product sets that were compiled, each kept once, whatever editions and revisions have it.
class set_pool {
  writer to_;
  std::map<std::string, std::pair<product_set_list, std::size_t>> known_;  ///< by what they mean: a list, and its place

 public:
  /// Adds a set at the end of a list: the one of the pool that is the same, where there is one.
  void add(product_set_list& list, compiled_product_set set) {
    auto const [found, is_new] = known_.try_emplace(to_.apart(set));
    if (is_new) {
      list.push_back(std::move(set));
      found->second = {list, list.size() - 1};
    } else {
      list.push_back(found->second.first, found->second.second);
    }
  }
};

}  // namespace ocop::detail
