#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace ocop::detail {

/// What is made of rules and kept with them, so that it is made once: those things that were asked for last. Kept only
/// by rules that nobody can change any more, those of a catalog; a copy may be changed, so it keeps nothing. All things
/// are of one type. Safe to use from many threads.
class kept_things {
  static constexpr std::size_t most = 64;

  struct shelf {
    explicit shelf(std::size_t checks) : right(checks) {}

    std::mutex mutex;
    std::vector<std::shared_ptr<void const>> things;  ///< the one asked for last in front
    std::vector<std::atomic<bool>> right;             ///< by check: was it done, and found nothing?
  };
  mutable std::atomic<shelf*> shelf_{nullptr};

 public:
  kept_things() = default;
  kept_things(kept_things const&) noexcept {}
  kept_things& operator=(kept_things const&) noexcept { return *this; }
  ~kept_things() { delete shelf_.load(); }

  /// From now on things are kept: the rules are not changed any more. `checks`: so many of them are remembered.
  void begin(std::size_t checks = 0) const {
    auto made = std::make_unique<shelf>(checks);
    shelf* none = nullptr;
    if (shelf_.compare_exchange_strong(none, made.get())) (void)made.release();
  }

  /// Gives what is wrong by a check; one that found nothing is not done again where things are kept.
  template <class Check>
  [[nodiscard]] auto checked(std::size_t number, Check const& check) const -> decltype(check()) {
    shelf* const on = shelf_.load(std::memory_order_acquire);
    bool const is_remembered = on && number < on->right.size();
    if (is_remembered && on->right[number].load(std::memory_order_acquire)) return {};
    auto wrong = check();
    if (is_remembered && !wrong) on->right[number].store(true, std::memory_order_release);
    return wrong;
  }

  /// The thing of which `is_it` is true, if there is one.
  template <class Thing, class IsIt>
  [[nodiscard]] std::shared_ptr<Thing const> find(IsIt const& is_it) const {
    shelf* const on = shelf_.load(std::memory_order_acquire);
    if (!on) return nullptr;
    std::lock_guard const lock(on->mutex);
    auto& things = on->things;
    auto const found = std::find_if(things.begin(), things.end(),
                                    [&](auto const& one) { return is_it(*static_cast<Thing const*>(one.get())); });
    if (found == things.end()) return nullptr;
    std::rotate(things.begin(), found, found + 1);
    return std::static_pointer_cast<Thing const>(things.front());
  }

  /// The thing of which `is_it` is true, or that of `make`, which is kept where things are.
  template <class Thing, class IsIt, class Make>
  std::shared_ptr<Thing const> find_or_make(IsIt const& is_it, Make const& make) const {
    if (auto found = find<Thing>(is_it)) return found;
    auto made = std::make_shared<Thing const>(make());
    shelf* const on = shelf_.load(std::memory_order_acquire);
    if (!on) return made;
    std::lock_guard const lock(on->mutex);
    auto& things = on->things;
    if (things.size() == most) things.pop_back();
    things.insert(things.begin(), made);
    return made;
  }
};

}  // namespace ocop::detail
