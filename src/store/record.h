// Record: one fact, as JSON, with the name that it has in a store. What types of records there are, those say who open
// the store: see record_types.h. Those of the monthly bulletin:
//   event         2024-02/comment-0204        the month that it is reported in, and its id
//   project       20240400-T-469              the plan number; before there is one, an id
//   issue         2024-02                     what is particular to the issue of a period
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

/// Another record that a record names.
struct RecordReference {
  std::string at;      // a pointer in the record, `*` for the items of a list: /standards/*/plan_number
  std::string type;    // its name
  std::string unless;  // a member beside it that makes the reference dispensable; empty: none
  bool required = true;
};

/// A title in both languages, of a bundle.
struct RecordTitle {
  std::string chinese;
  std::string english;
};

struct RecordTypeInfo {
  std::size_t order = 0;  // among all types
  std::string kind;       // that defines it: the first, where several do
  std::string name;       // `event`
  std::string plural;     // `events`: the name of its folder, and of its list in an export
  RecordTitle title;
  RecordTitle list_title;
  std::string definition;                    // in the schema of the kind: /$defs/event
  std::vector<std::string> key;              // members, the first that is there
  std::optional<base::PeriodUnit> key_unit;  // the period is the first part of the key
  std::string period;                        // the member that states it; empty: none does
  std::string dates;                         // the member with dates; empty: none
  std::string form;                          // the member that decides what others there are; empty: none
  bool makes_ids = false;                    // records are numbered when they have no key
  std::string id_from;                       // the member that ids are made of; empty: the name of the type
  std::vector<std::string> same;             // members that decide, with the name, whether a record is known
  std::vector<std::vector<std::string>>
      summary;                          // what a list shows beside key and name; each: the first that is there
  std::vector<std::string> names;       // members with the name, the first that is there
  std::vector<std::string> name_lists;  // then these lists
  std::vector<std::string> list_names;  // and these members of their items
  std::vector<RecordReference> references;
  std::vector<std::string> pictures;  // where it names files of pictures: /body/*/figure/file
};

/// One of the types of a RecordTypes, which must live as long.
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
  std::string json;  // in one line, members in the order in which they were given
};

/// The part of a key that says that the record has neither date nor period yet.
inline constexpr std::string_view kUndated = "undated";

/// The period that a record belongs to: the one that it states, otherwise that of its last date; nothing for one
/// without either.
std::optional<std::string> period_of(RecordType type, const data::Value& record, base::PeriodUnit unit);
/// The last date; empty when it has none.
std::string_view last_date(RecordType type, const data::Value& record);
/// The id of a record that its schema accepts.
std::string record_id(RecordType type, const data::Value& record);
/// The member of its key that is there; empty when none is.
std::string_view key_text(RecordType type, const data::Value& record);

/// A member of an object that is a text; empty when it is missing or something else.
std::string_view text_member(const data::Value& object, std::string_view name);
/// The items of a member that is a list; none when it is missing or something else.
std::vector<data::Value> list_member(const data::Value& object, std::string_view name);
/// The first of several members that is a text and not empty.
std::string_view first_text(const data::Value& object, const std::vector<std::string>& names);
/// Calls `found` with each value that a pointer with `*` for items leads to, in their order.
void for_each_at(const data::Value& value, std::string_view pattern,
                 const std::function<void(const data::Value&)>& found);
/// The texts that a pattern leads to, but not those that have the member `unless` beside them.
std::vector<data::Value> named_at(const data::Value& value, std::string_view pattern, std::string_view unless);

// Periodical: how the issues of a kind are made of records, and records of an issue that was made elsewhere: the
// section `publish` of its template.json (docs/PUBLISHING.md).

/// A list of the data that is made of records.
struct PublishedList {
  std::string member;
  RecordType type;
  // Which records: those of the period, those that the record of the issue lists, those that other lists name, those
  // with an entry in the period.
  bool of_period = false;
  bool listed = false;
  bool named = false;
  bool with_entries = false;
  std::string by;                                           // the member that records are named by
  std::string named_at;                                     // where other lists name them: /events/*/references/*
  std::string named_unless;                                 // not where there is this member
  std::string entries;                                      // the list of dated entries
  bool by_dates = false;                                    // what is not listed goes where its date belongs
  std::vector<std::string> members;                         // that are taken; empty: all
  std::vector<std::pair<std::string, std::string>> worded;  // members and their templates
  std::string months;                                       // what single periods have instead
  bool always = false;                                      // written if empty, too
  std::string count_chinese;                                // `{n}` is the number
  std::string count_english;
  std::string count_english_plural;
  std::string sheet;           // of the workbook; empty: none
  std::string section_column;  // heads
  std::string heading_column;
};

struct PublishedMember {
  enum class Source : std::uint8_t { Year, Number, Total, Period, Date, Copied, Made, Records };
  std::string name;
  Source source = Source::Copied;
  std::string template_name;  // of Made
  std::string when;           // of Made: the member of the issue's record that asks for it; empty: always
  std::size_t list = 0;       // of Records: among the lists
};

/// What a preview points out.
struct OpenPointRule {
  enum class What : std::uint8_t { Undated, Unnumbered, Unknown };
  std::string id;
  std::size_t list = 0;
  What what = What::Undated;
  RecordTitle title;
};

/// A list that the site can be searched for.
struct IndexRule {
  std::string member;  // in index.json
  std::string each;    // the list of the data, with `/*`
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
  std::optional<RecordType> issue;  // the type of what is particular to an issue
  std::size_t main = 0;             // the list that an issue cannot be without
  std::vector<PublishedMember> members;
  std::vector<PublishedList> lists;
  std::vector<OpenPointRule> open;
  std::vector<IndexRule> index;
  std::string words;   // template
  std::string files;   // stem
  std::string issuer;  // member; empty: none

  const PublishedList& main_list() const { return lists[main]; }
  /// The name of the member that has the number, the period and so on; empty when the data has none.
  std::string_view member_of(PublishedMember::Source source) const;
};

}  // namespace gongwen::store
