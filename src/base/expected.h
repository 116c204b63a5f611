// Expected<T>: a value, or no value because an error has already been reported as a diagnostic. Expected<T, E>: a
// value, or an error that the caller reports, since only the caller knows how to word it. C++20 has no std::expected.
#pragma once

#include "base/assert.h"

#include <concepts>
#include <optional>
#include <utility>

namespace gongwen::base {

/// Tag: no value; the error has already been reported.
struct Reported {};
inline constexpr Reported kReported{};

/// Wrapper: no value, for this reason.
template <typename E>
struct Failure {
  E error;
};
template <typename E>
Failure(E) -> Failure<E>;

template <typename T, typename E = Reported>
class [[nodiscard]] Expected {
 public:
  Expected(T value) : value_(std::move(value)) {}  // NOLINT(google-explicit-constructor)
  Expected(Reported)                               // NOLINT(google-explicit-constructor)
      requires std::same_as<E, Reported> {}
  Expected(Failure<E> failure) : error_(std::move(failure.error)) {}  // NOLINT(google-explicit-constructor)

  explicit operator bool() const { return value_.has_value(); }
  bool has_value() const { return value_.has_value(); }

  /// Call only if there is no value.
  const E& error() const {
    GONGWEN_ASSERT(!value_);
    return error_;
  }

  T& operator*() & {
    GONGWEN_ASSERT(value_);
    return *value_;
  }
  const T& operator*() const& {
    GONGWEN_ASSERT(value_);
    return *value_;
  }
  T&& operator*() && {
    GONGWEN_ASSERT(value_);
    return *std::move(value_);
  }
  T* operator->() {
    GONGWEN_ASSERT(value_);
    return &*value_;
  }
  const T* operator->() const {
    GONGWEN_ASSERT(value_);
    return &*value_;
  }

 private:
  std::optional<T> value_;
  [[no_unique_address]] E error_{};
};

}  // namespace gongwen::base
