#pragma once

#include "ocop/compile/compiled_product_set.hpp"
#include "ocop/config.hpp"

#include <atomic>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace ocop {

/// The product sets of an edition, by number. Reads as a constant vector does. A set that was added as a function is
/// made when it is first read, once, by whichever thread comes first; later readers take no lock. What the function
/// throws, the reader gets, and the next reader tries again.
///
/// Safe to read from many threads. Copies share their sets; a set stays where it is while a copy has it.
class product_set_list {
  class entry {
    int number_;
    std::function<compiled_product_set()> make_;
    mutable std::mutex making_;
    mutable std::optional<compiled_product_set> set_;
    mutable std::atomic<compiled_product_set const*> made_{nullptr};

   public:
    OCOP_INLINE explicit entry(compiled_product_set set);
    OCOP_INLINE entry(int number, std::function<compiled_product_set()> make);

    [[nodiscard]] int number() const noexcept { return number_; }
    [[nodiscard]] bool is(compiled_product_set const& set) const noexcept {
      return made_.load(std::memory_order_acquire) == &set;
    }
    [[nodiscard]] compiled_product_set const& get() const {
      auto const* const made = made_.load(std::memory_order_acquire);
      return made ? *made : make();
    }

   private:
    [[nodiscard]] OCOP_INLINE compiled_product_set const& make() const;
  };
  std::vector<std::shared_ptr<entry const>> entries_;

 public:
  class const_iterator {
    std::shared_ptr<entry const> const* at_ = nullptr;

    friend product_set_list;
    explicit const_iterator(std::shared_ptr<entry const> const* at) noexcept : at_(at) {}

   public:
    using iterator_category = std::random_access_iterator_tag;
    using value_type = compiled_product_set;
    using difference_type = std::ptrdiff_t;
    using pointer = compiled_product_set const*;
    using reference = compiled_product_set const&;

    const_iterator() = default;
    reference operator*() const { return (*at_)->get(); }
    pointer operator->() const { return &**this; }
    reference operator[](difference_type n) const { return *(*this + n); }
    const_iterator& operator+=(difference_type n) noexcept {
      at_ += n;
      return *this;
    }
    const_iterator& operator-=(difference_type n) noexcept { return *this += -n; }
    const_iterator& operator++() noexcept { return *this += 1; }
    const_iterator& operator--() noexcept { return *this -= 1; }
    const_iterator operator++(int) noexcept {
      const_iterator const before = *this;
      ++*this;
      return before;
    }
    const_iterator operator--(int) noexcept {
      const_iterator const before = *this;
      --*this;
      return before;
    }
    friend const_iterator operator+(const_iterator i, difference_type n) noexcept { return i += n; }
    friend const_iterator operator+(difference_type n, const_iterator i) noexcept { return i += n; }
    friend const_iterator operator-(const_iterator i, difference_type n) noexcept { return i -= n; }
    friend difference_type operator-(const_iterator a, const_iterator b) noexcept { return a.at_ - b.at_; }
    friend bool operator==(const_iterator, const_iterator) = default;
    friend auto operator<=>(const_iterator, const_iterator) = default;
  };
  using iterator = const_iterator;
  using value_type = compiled_product_set;
  using size_type = std::size_t;
  using difference_type = std::ptrdiff_t;
  using reference = compiled_product_set const&;
  using const_reference = compiled_product_set const&;

  [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }
  [[nodiscard]] bool empty() const noexcept { return entries_.empty(); }
  [[nodiscard]] const_iterator begin() const noexcept { return const_iterator(entries_.data()); }
  [[nodiscard]] const_iterator end() const noexcept { return const_iterator(entries_.data() + entries_.size()); }

  /// The set at a place, the first one, the last one. Throws ocop::error (errc::bad_value) where there is none;
  /// compiled_rule_set::product_set gives a set by its number, or an issue.
  [[nodiscard]] compiled_product_set const& operator[](std::size_t at) const { return entry_at(at).get(); }
  [[nodiscard]] compiled_product_set const& front() const { return entry_at(0).get(); }
  [[nodiscard]] compiled_product_set const& back() const { return entry_at(entries_.size() - 1).get(); }

  /// The number of the set at a place; does not make it. Throws ocop::error (errc::bad_value) where there is none.
  [[nodiscard]] int number(std::size_t at) const { return entry_at(at).number(); }

  /// Is it this very set, and not a copy of it? Makes none.
  [[nodiscard]] bool holds(compiled_product_set const& set) const noexcept {
    auto const at = find(set.number);
    return at && entries_[*at]->is(set);
  }

  /// The place of the set of a number, or nothing; makes none.
  [[nodiscard]] OCOP_INLINE std::optional<std::size_t> find(std::int64_t number) const noexcept;

  /// Adds a set, or a number and what makes the set of it. Throws ocop::error (errc::bad_value) where the number is not
  /// above those before it.
  OCOP_INLINE void push_back(compiled_product_set set);
  OCOP_INLINE void push_back(int number, std::function<compiled_product_set()> make);

  /// Adds the very set that stands at a place of another list. Throws as above, and where there is no such place.
  OCOP_INLINE void push_back(product_set_list const& other, std::size_t at);

 private:
  [[nodiscard]] entry const& entry_at(std::size_t at) const {
    if (at >= entries_.size()) throw_no_place(at);
    return *entries_[at];
  }
  [[noreturn]] OCOP_INLINE void throw_no_place(std::size_t at) const;
  OCOP_INLINE void check_order(int number) const;
};

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/compile/impl/product_set_list.ipp"
#endif
