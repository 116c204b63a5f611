// Computed values of content, counters, strings and bookmarks (css-content-3, css-lists-3, css-gcpm-3).
#pragma once

#include "diagnostics/origin.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::style {

/// One operation of counter-increment or counter-set.
struct CounterOperation {
  std::string name;
  std::int32_t value = 0;
  friend bool operator==(const CounterOperation&, const CounterOperation&) = default;
};

/// One counter of counter-reset. A reversed one without a start value takes it from the elements that change it
/// (css-lists-3 section 4.4.2).
struct CounterReset {
  std::string name;
  std::optional<std::int32_t> start = 0;
  bool is_reversed = false;
  friend bool operator==(const CounterReset&, const CounterReset&) = default;
};

struct ContentItem {
  enum class Kind : std::uint8_t {
    Text,            // `text`
    Image,           // `text` is its address
    Counter,         // `name`, `counter_style`
    Counters,        // `name`, `text` between, `counter_style`
    Attribute,       // `name`
    NamedString,     // string(): `name`, `selection`
    RunningElement,  // element(): `name`, `selection`
    TargetCounter,   // `target`, `name`, `counter_style`
    TargetCounters,  // `target`, `name`, `text` between, `counter_style`
    TargetText,      // `target`, `selection`
    Leader,          // `text` is the pattern
    ElementText,     // content(): `selection`
    ContinuedText,   // -gw-continued(): `text`, on later parts of a table
    ColumnSum,       // -gw-sum(): `name` is the number of the column, `selection` the rows that are added up
    OpenQuote,
    CloseQuote,
    NoOpenQuote,
    NoCloseQuote,
  };
  enum class Selection : std::uint8_t {
    First,
    Start,
    Last,
    FirstExcept,
    Text,
    Before,
    After,
    FirstLetter,
    OnPage,   // of a sum: rows that begin on this page
    Brought,  // rows of earlier pages
    Carried,  // rows of earlier pages and of this one
    InTable,
  };
  /// The target of a cross-reference: an address as written, or the attribute that contains it.
  struct Target {
    bool is_attribute = false;
    std::string text;
    friend bool operator==(const Target&, const Target&) = default;
  };

  Kind kind = Kind::Text;
  Selection selection = Selection::First;
  std::string text;
  std::string name;
  std::string counter_style;
  Target target;
  friend bool operator==(const ContentItem&, const ContentItem&) = default;
};

using ContentList = std::vector<ContentItem>;

/// The value of `content`. `normal` generates nothing for ::before and ::after, and means an element's own content
/// otherwise.
struct Content {
  enum class Kind : std::uint8_t { Normal, None, List };
  Kind kind = Kind::Normal;
  ContentList items;
  std::string alternative;       // the text of an image for people who cannot see it
  diagnostics::Span place = {};  // of the declaration

  /// An element's whole content may be one image (css-content-3 section 2.1).
  bool is_image() const { return items.size() == 1 && items.front().kind == ContentItem::Kind::Image; }
  friend bool operator==(const Content&, const Content&) = default;
};

/// One named string that an element sets.
struct StringAssignment {
  std::string name;
  ContentList value;
  friend bool operator==(const StringAssignment&, const StringAssignment&) = default;
};

struct QuotePair {
  std::string open;
  std::string close;
  friend bool operator==(const QuotePair&, const QuotePair&) = default;
};

}  // namespace gongwen::style
