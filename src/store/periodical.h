// Periodical: how the issues of a kind are made of records, and records of an issue that was made elsewhere: the
// section `publish` of its template.json (docs/PUBLISHING.md).
#pragma once

#include "base/period.h"
#include "store/record.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gongwen::store {

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
