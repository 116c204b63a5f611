// Expected<T>: a value, or the fact that there is none because a problem was already reported as a diagnostic.
// C++20 has no std::expected, and here the failure never carries data: the diagnostic has it all.
#pragma once

#include "base/assert.h"

#include <optional>
#include <utility>

namespace gongwen::base {

/// Says: no value; the reason has been reported.
struct Reported {};
inline constexpr Reported kReported{};

template <typename T>
class [[nodiscard]] Expected {
 public:
  Expected(T value) : value_(std::move(value)) {}  // NOLINT(google-explicit-constructor)
  Expected(Reported) {}                            // NOLINT(google-explicit-constructor)

  explicit operator bool() const { return value_.has_value(); }
  bool has_value() const { return value_.has_value(); }

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
};

}  // namespace gongwen::base
