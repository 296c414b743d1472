#pragma once

#include "ocop/base/result.hpp"
#include "ocop/compile/product_set_list.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace ocop {

OCOP_INLINE product_set_list::entry::entry(compiled_product_set set)
    : number_(set.number), set_(std::move(set)), made_(&*set_) {}

OCOP_INLINE product_set_list::entry::entry(int number, std::function<compiled_product_set()> make)
    : number_(number), make_(std::move(make)) {}

OCOP_INLINE compiled_product_set const& product_set_list::entry::make() const {
  std::lock_guard const lock(making_);
  if (!set_) {
    set_.emplace(make_());
    made_.store(&*set_, std::memory_order_release);
  }
  return *set_;
}

OCOP_INLINE std::optional<std::size_t> product_set_list::find(std::int64_t number) const noexcept {
  auto const found = std::lower_bound(entries_.begin(), entries_.end(), number,
                                      [](auto const& e, std::int64_t n) { return e->number() < n; });
  if (found == entries_.end() || (*found)->number() != number) return std::nullopt;
  return static_cast<std::size_t>(found - entries_.begin());
}

OCOP_INLINE void product_set_list::throw_no_place(std::size_t at) const {
  throw error({errc::bad_value,
               {},
               "there is no product set at place " + std::to_string(at) + ", counted from 0; there are " +
                   std::to_string(entries_.size()) + ". Take a set by its number from product_set()."});
}

OCOP_INLINE void product_set_list::check_order(int number) const {
  if (entries_.empty() || entries_.back()->number() < number) return;
  throw error({errc::bad_value,
               {},
               "product set " + std::to_string(number) + " is added behind product set " +
                   std::to_string(entries_.back()->number()) + ". Add sets by number, the lowest first."});
}

OCOP_INLINE void product_set_list::push_back(compiled_product_set set) {
  check_order(set.number);
  entries_.push_back(std::make_shared<entry const>(std::move(set)));
}

OCOP_INLINE void product_set_list::push_back(int number, std::function<compiled_product_set()> make) {
  check_order(number);
  entries_.push_back(std::make_shared<entry const>(number, std::move(make)));
}

OCOP_INLINE void product_set_list::push_back(product_set_list const& other, std::size_t at) {
  check_order(other.number(at));
  auto shared = other.entries_[at];
  entries_.push_back(std::move(shared));
}

}  // namespace ocop
