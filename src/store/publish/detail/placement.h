// Placement: the issue in which a record of the main list is reported. That is the issue of its period, unless the
// record of an issue leaves it out (`leave_out`, or `will_not_appear` if that is final) or carries it over to the next
// issue (`carry_over`). These members have the same names for all periodicals and list the names of records.
//   const Placement placement(collection);
//   placement.period_of(list.type, record)     // 2025-03, though its date is in February
#pragma once

#include "store/publish/detail/collect_issue.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::publish {

/// The members of the record of an issue that change where records are reported.
inline constexpr std::string_view kLeaveOut = "leave_out";
inline constexpr std::string_view kWillNotAppear = "will_not_appear";
inline constexpr std::string_view kCarryOver = "carry_over";

class Placement {
 public:
  explicit Placement(const Collection& from);

  /// Returns the period in whose issue the record is reported; nullopt if it has none or is left out.
  std::optional<std::string> period_of(store::RecordType type, const data::Value& record) const;
  /// Returns the periods to which the record belonged before it was carried over, and the last one, in order.
  std::vector<std::string> periods_through(store::RecordType type, const data::Value& record) const;
  /// Returns whether it is left out without a statement that it will not appear.
  bool is_left_open(const data::Value& record) const;

 private:
  struct Exceptions {
    std::set<std::string, std::less<>> left_out;
    std::set<std::string, std::less<>> settled;  // will not appear
    std::set<std::string, std::less<>> carried;
  };
  const Exceptions* exceptions_of(const std::string& period) const;
  std::string next_of(const std::string& period) const;

  const Collection from_;
  std::map<std::string, Exceptions> exceptions_;  // by period; empty for most stores
  std::set<std::string> extra_;                   // periods of extra issues, `2025-03.2`
};

}  // namespace gongwen::publish
