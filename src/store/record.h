// Record: one fact as JSON, with its key in a store. The record types are defined by bundles (see record_types.h).
// Those of the monthly bulletin:
//   event         2024-02/comment-0204        the month in which it is reported, and its id
//   project       20240400-T-469              the plan number, or an id until there is one
//   issue         2024-02                     settings of the issue of a period
#pragma once

#include "base/date.h"
#include "data/document.h"

#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::store {

/// How dated entries of another record describe the same thing as a record that refers to it.
struct Agreement {
  std::string entries;          // list of the other record: stages; empty: no comparison
  std::string choice;           // member of an entry that names its choice: stage
  std::string member;           // member of an entry that must be the same: passed
  std::vector<std::string> at;  // places of it in the referring item: /passed, /result/passed
  std::vector<std::pair<std::string, std::string>> forms;  // choices by the form of the referring record
};

/// A reference from a record to another one.
struct RecordReference {
  std::string at;      // pattern in the record, `*` for list items: /standards/*/plan_number
  std::string type;    // name of the other record's type
  std::string unless;  // the reference may be missing if this sibling member exists; empty: none
  bool required = true;
  Agreement agreement = {};
};

/// A title in both languages, from a bundle.
struct RecordTitle {
  std::string chinese;
  std::string english;
};

/// The definition of a record type.
struct RecordTypeInfo {
  std::size_t order = 0;  // index among all types
  std::string kind;       // the kind that defines it; of several, the first
  std::string name;       // `event`
  std::string plural;     // `events`: the name of its folder and of its list in exports
  RecordTitle title;
  RecordTitle list_title;
  std::string definition;                    // pointer in the schema of the kind: /$defs/event
  std::vector<std::string> key;              // members; the first one present is the key
  std::optional<base::PeriodUnit> key_unit;  // if set, the key starts with a period of this unit
  std::string period;                        // member that states the period; empty: none
  std::string dates;                         // member with dates; empty: none
  std::string form;                          // member on which the other members depend; empty: none
  bool makes_ids = false;                    // records without a key are numbered
  std::string id_from;                       // member from which ids are made; empty: the name of the type
  std::vector<std::string> same;  // besides the name, the members that decide whether two records are the same
  std::vector<std::vector<std::string>>
      summary;                          // shown in lists besides key and name; of each group, the first member present
  std::vector<std::string> names;       // members with the name; the first one present
  std::vector<std::string> name_lists;  // otherwise the name is in these lists …
  std::vector<std::string> list_names;  // … by these members of their items
  std::vector<RecordReference> references;
  std::vector<std::string> pictures;  // patterns of picture files: /body/*/figure/file
};

/// One of the types of a RecordTypes, which must outlive it.
class RecordType {
 public:
  RecordType() = default;
  explicit RecordType(const RecordTypeInfo& info) : info_(&info) {}

  const RecordTypeInfo& info() const { return *info_; }

  friend bool operator==(RecordType one, RecordType other) { return (one <=> other) == 0; }
  friend std::strong_ordering operator<=>(RecordType one, RecordType other) { return one.place() <=> other.place(); }

 private:
  std::size_t place() const { return info_ == nullptr ? 0 : info_->order + 1; }

  const RecordTypeInfo* info_ = nullptr;
};

struct RecordKey {
  RecordType type;
  std::string id;
  friend bool operator==(const RecordKey&, const RecordKey&) = default;
  friend std::strong_ordering operator<=>(const RecordKey&, const RecordKey&) = default;
};

/// `event 2024-02/comment-0204`.
std::string describe_key(const RecordKey& key);

struct Record {
  RecordKey key;
  std::string json;  // on one line, members in their original order
};

/// Used in keys instead of the period of a record that has neither date nor period yet.
inline constexpr std::string_view kUndated = "undated";

/// Returns the period of a record: the one that it states, or that contains it, such as the year of a month; otherwise
/// that of its last date; nullopt without either.
std::optional<std::string> period_of(RecordType type, const data::Value& record, base::PeriodUnit unit);
/// The last date; empty if absent.
std::string_view last_date(RecordType type, const data::Value& record);
/// The id of a record that is valid by its schema.
std::string record_id(RecordType type, const data::Value& record);
/// The first key member that is present; empty if none is.
std::string_view key_text(RecordType type, const data::Value& record);

/// A text member of an object; empty if it is missing or not a text.
std::string_view text_member(const data::Value& object, std::string_view name);
/// The items of a list member; empty if it is missing or not a list.
std::vector<data::Value> list_member(const data::Value& object, std::string_view name);
/// The first of several members that is a non-empty text.
std::string_view first_text(const data::Value& object, const std::vector<std::string>& names);
/// Calls `found` with each value that a pointer leads to, in order; `*` stands for all items.
void for_each_at(const data::Value& value, std::string_view pattern,
                 const std::function<void(const data::Value&)>& found);
/// Returns the texts that a pattern leads to, except those that have a sibling member `unless`.
std::vector<data::Value> named_at(const data::Value& value, std::string_view pattern, std::string_view unless);

// Periodical: how the issues of a kind are made from records, and how an issue made elsewhere is split into records:
// the section `publish` of its template.json (docs/PUBLISHING.md).

/// A list in the data that is made from records.
struct PublishedList {
  std::string member;
  RecordType type;
  // Which records it contains: those of the period, those listed in the record of the issue, those that other lists
  // refer to, those with a dated entry in the period.
  bool of_period = false;
  bool listed = false;
  bool named = false;
  bool with_entries = false;
  std::string by;                                           // member by which records are referred to
  std::string named_at;                                     // where other lists refer to them: /events/*/references/*
  std::string named_unless;                                 // except where this sibling member exists
  std::string entries;                                      // the list of dated entries
  bool by_dates = false;                                    // unlisted records are inserted by date
  std::vector<std::string> members;                         // members to copy; empty: all
  std::vector<std::pair<std::string, std::string>> worded;  // members made by templates
  std::string months;                                       // member with values for single periods
  bool always = false;                                      // written even if empty
  std::string count_chinese;                                // `{n}` stands for the number
  std::string count_english;
  std::string count_english_plural;
  std::string sheet;           // sheet of the workbook; empty: none
  std::string section_column;  // column heads
  std::string heading_column;
};

/// A member of the data of an issue, and where its value comes from.
struct PublishedMember {
  enum class Source : std::uint8_t { Year, Number, Total, Period, Date, Copied, Made, Records, Issues, Correction };
  std::string name;
  Source source = Source::Copied;
  std::string template_name;         // for Made
  std::string when;                  // for Made: only if the issue's record has this member; empty: always
  std::size_t list = 0;              // for Records: index in `lists`
  std::string kind;                  // for Issues: the periodical whose issues they are
  std::vector<std::string> members;  // for Issues: of their entries in index.json
};

/// A gap that a preview points out.
struct OpenPointRule {
  enum class What : std::uint8_t { Undated, Unnumbered, Unknown };
  std::string id;
  std::size_t list = 0;
  What what = What::Undated;
  RecordTitle title;
};

/// A list by which the site can be searched.
struct IndexRule {
  std::string member;  // in index.json
  std::string each;    // the list in the data, with `/*`
  std::vector<std::string> lists;
  std::string key;
  std::vector<std::string> from;
  std::vector<std::string> titles;
};

struct Periodical {
  std::string kind;
  std::string title;
  std::string language;  // zh-CN
  base::PeriodUnit unit = base::PeriodUnit::Month;
  bool numbered_by_year = true;
  bool needs_approval = false;      // issues are published only after a second person has approved them
  std::optional<RecordType> issue;  // type of the record of an issue
  std::size_t main = 0;             // index of the list that an issue must have
  bool main_is_shared = false;      // the main list has records of another kind's type
  std::vector<PublishedMember> members;
  std::vector<PublishedList> lists;
  std::vector<OpenPointRule> open;
  std::vector<IndexRule> index;
  std::string english;  // kind that makes an English PDF of the same data; empty: none
  std::string words;    // template with the words of the site
  std::string files;    // stem of file names
  std::string issuer;   // member; empty: none

  const PublishedList& main_list() const { return lists[main]; }
  /// The name of the member with this source, such as the number or the period; empty if the data has none.
  std::string_view member_of(PublishedMember::Source source) const;
};

}  // namespace gongwen::store
