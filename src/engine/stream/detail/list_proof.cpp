#include "engine/stream/detail/list_proof.h"

#include "engine/core/detail/read_source.h"
#include "schema/table_cells.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace gongwen::engine {
namespace {

/// `/12/title` → `/title`.
std::string pointer_in_item(const std::string& pointer) {
  const std::size_t end = pointer.find('/', 1);
  return end == std::string::npos ? std::string() : pointer.substr(end);
}

std::uint32_t count_lines(std::string_view text) {
  return static_cast<std::uint32_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

ListProof::ListProof()
    : proofreader_([this](diagnostics::DiagnosticId id, const data::Value& value, std::vector<std::string> arguments) {
        add(id, value, std::move(arguments));
      }) {}

/// The current item is remembered, since the proofreader reports values only.
void ListProof::check(const data::Document& items, std::string_view text) {
  text_ = text;
  const data::Value list = items.root();
  for (std::size_t i = 0; i < list.size(); ++i) {
    const data::Value item = list.at(i);
    item_ = &item;
    has_row_ = false;
    proofreader_.check(item);
    ++items_;
  }
  item_ = nullptr;
  // Lines of findings count from the start of the file.
  lines_ += count_lines(text);
}

/// A row is kept when it has its first finding.
void ListProof::add(diagnostics::DiagnosticId id, const data::Value& value, std::vector<std::string> arguments) {
  if (!has_row_) add_row(*item_);
  has_row_ = true;
  rows_.back().findings.push_back({id, pointer_in_item(value.pointer()), std::move(arguments)});
}

/// The text of the row is copied: the stretch will be gone.
void ListProof::add_row(const data::Value& item) {
  const diagnostics::Span span = item.span();
  const diagnostics::LineColumn place = diagnostics::line_column_at(text_, span.begin);
  rows_.push_back(
      {items_, {lines_ + place.line, place.column}, std::string(text_.substr(span.begin, span.end - span.begin)), {}});
}

/// Makes each row with findings a document, placed in a list whose other items are missing.
void ListProof::report(const std::string& path, std::string_view list, const data::JsonLimits& limits, Run& run) const {
  diagnostics::DiagnosticSink aside;
  for (const Row& row : rows_) {
    const diagnostics::SourceId source = run.sources().add(path, row.text, row.start);
    run.mark_data(source);
    // Documents are distinguished by their sources, so each row needs two.
    const diagnostics::SourceId none = run.sources().add(path, "{}");
    const auto read = data::read_json(source, run.sources().source_text(source), limits, aside);
    // The row is put in its place in the whole data, so that its messages have the right pointer:
    // `/experts/1203/email`.
    auto around = data::read_json(none, run.sources().source_text(none), limits, aside);
    if (!read || !around) continue;
    const std::string place = std::string(list) + "/" + std::to_string(row.index);
    base::Expected<data::Document> placed = schema::insert_table(*std::move(around), place, *read, aside);
    if (!placed) continue;
    const auto document = std::make_shared<const data::Document>(*std::move(placed));
    run.documents().add(document);
    for (const Finding& finding : row.findings) {
      const auto value = document->resolve(place + finding.pointer);
      const diagnostics::Origin origin{{}, value ? value->place() : diagnostics::DataPlace{}};
      run.sink().add({finding.id, diagnostics::catalogue_entry(finding.id).severity, origin, finding.arguments, {}});
    }
  }
}

}  // namespace gongwen::engine
