// ReportContents: the diagnostics of one operation with everything that is needed to print them.
#pragma once

#include "data/document.h"
#include "diagnostics/diagnostic.h"
#include "diagnostics/printer.h"
#include "gongwen/report.h"
#include "resources/read_file.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace gongwen {

/// A member that the data lacks and the schema supplies.
struct AppliedDefault {
  std::string file;
  std::string pointer;
  std::string json;                  // the value
  diagnostics::BilingualText title;  // views into the schema; both empty if it has none
};

/// A value that was converted when it was read, such as a telephone number whose blanks were removed.
struct Reading {
  std::string file;
  std::string pointer;
  std::string before;
  std::string json;                  // the value as it was read; empty if it counts as not given
  diagnostics::BilingualText title;  // see AppliedDefault
};

/// Counts of what was left out of a page of foreign origin, or changed in it.
struct PassedOver {
  std::size_t style_sheets = 0;
  std::size_t fonts = 0;
  std::size_t images = 0;
  std::size_t links = 0;
  std::size_t characters = 0;
  std::size_t styles = 0;    // declarations and rules without effect
  std::size_t elements = 0;  // kinds of them: scripts, media, controls
  std::size_t html = 0;      // corrected
  std::size_t cut = 0;       // places where content leaves the page or is cut off
  friend bool operator==(const PassedOver&, const PassedOver&) = default;
};

/// Facts about the fields of a kind's form, for messages about data of the kind. Each function may be empty.
struct FieldGuide {
  /// The title of the field at a pointer, with the groups around it; empty if it has none.
  std::function<diagnostics::TextPair(std::string_view pointer)> label;
  /// Its position among the fields of the form; 0 if unknown.
  std::function<std::uint64_t(std::string_view pointer)> order;
  /// How the form asks for the field.
  std::function<diagnostics::Asking(std::string_view pointer)> asking;
  /// The required fields that an object consists of.
  std::function<std::vector<std::string>(std::string_view pointer)> parts;
};

/// Shared by a report and its copies; immutable once made.
struct ReportContents {
  std::shared_ptr<const diagnostics::SourceLookup> sources;
  std::shared_ptr<const diagnostics::DataLookup> documents;
  std::vector<diagnostics::Diagnostic> diagnostics;
  std::vector<AppliedDefault> defaults;                                         // in the order of applying
  std::vector<Reading> readings;                                                // in the order of the data
  std::shared_ptr<const void> owner_of_titles{};                                // the kind, whose schema has the titles
  std::set<diagnostics::SourceId> data_sources{};                               // texts of data, not of templates
  std::optional<std::size_t> confirmed{};                                       // warnings that were left out
  std::map<diagnostics::SourceId, std::shared_ptr<const FieldGuide>> guides{};  // by the source of the data
  PassedOver passed_over{};
};

}  // namespace gongwen
