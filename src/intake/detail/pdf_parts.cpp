#include "intake/detail/pdf_parts.h"

#include "diagnostics/catalogue/intake.h"
#include "intake/field_data.h"

#include <map>
#include <set>
#include <utility>

// Separates forms that were merged into one PDF. A form has each of its fields once, so a page that repeats a field
// begins the next form. The result is certain only if all forms have the same fields on their first page and as a
// whole, and if each has a separate font object, which every form embeds for its fields.
namespace gongwen::intake {
namespace {

struct PageFields {
  std::vector<std::string> pointers;
  std::set<int> fonts;
};
using Pages = std::map<std::size_t, PageFields>;

/// A run of pages that belong together, with the fields and fonts found on them.
struct PageRun {
  std::set<std::string> fields;
  std::set<std::string> first_page;  // patterns of the fields of the first page
  std::set<std::string> patterns;
  std::set<int> fonts;  // those that all pages with fonts have had so far
  bool has_fonts = false;
};

/// Reduces the fonts of the run to those that this page also uses. Returns false if none is left.
bool share_fonts(PageRun& run, const std::set<int>& fonts) {
  if (fonts.empty()) return true;
  if (!std::exchange(run.has_fonts, true)) {
    run.fonts = fonts;
  } else {
    std::erase_if(run.fonts, [&fonts](int font) { return !fonts.contains(font); });
  }
  return !run.fonts.empty();
}

void add_page(PageRun& run, const std::vector<std::string>& pointers) {
  const bool is_first = run.fields.empty();
  for (const std::string& pointer : pointers) {
    run.fields.insert(pointer);
    run.patterns.insert(field_pattern(pointer));
    if (is_first) run.first_page.insert(field_pattern(pointer));
  }
}

bool has_any(const PageRun& run, const std::vector<std::string>& pointers) {
  for (const std::string& pointer : pointers) {
    if (run.fields.contains(pointer)) return true;
  }
  return false;
}

}  // namespace

PdfParts find_pdf_parts(const std::vector<PlacedField>& fields) {
  Pages pages;
  for (const PlacedField& field : fields) {
    if (field.page == 0) continue;
    pages[field.page].pointers.push_back(field.pointer);
    if (field.font != 0) pages[field.page].fonts.insert(field.font);
  }
  std::vector<PageRun> runs;
  PdfParts found;
  for (const auto& [page, fields_there] : pages) {
    // The page has a field that this form already has, so it begins the next form.
    if (runs.empty() || has_any(runs.back(), fields_there.pointers)) {
      runs.emplace_back();
      found.parts.push_back({page, page});
    }
    // Pages without fields belong to the form before them.
    found.parts.back().last_page = page;
    add_page(runs.back(), fields_there.pointers);
    found.certain = share_fonts(runs.back(), fields_there.fonts) && found.certain;
  }
  if (runs.size() < 2) return {};
  for (std::size_t i = 0; i + 1 < found.parts.size(); ++i) found.parts[i].last_page = found.parts[i + 1].first_page - 1;
  for (const PageRun& run : runs) {
    found.certain = found.certain && run.first_page == runs.front().first_page && run.patterns == runs.front().patterns;
  }
  return found;
}

void join_repeated_fields(ReturnedFile& file) {
  std::map<std::pair<std::size_t, std::string>, std::vector<const RawField*>> seen;
  std::vector<RawField> kept;
  const std::vector<RawField> fields = std::move(file.fields);
  for (const RawField& field : fields) {
    std::vector<const RawField*>& others = seen[{part_of(file, field.place), field.pointer}];
    bool repeated = false;
    // The same value in several places is one value; different ones are a conflict, unless they are several choices of
    // one field.
    for (const RawField* const other : others) repeated = repeated || other->text == field.text;
    if (repeated) continue;
    const bool several = field.type == RawType::Choice && !others.empty() && others.front()->place == field.place;
    if (!others.empty() && !several) {
      file.report_field(field.pointer, field.place, diagnostics::messages::IntakeConflict,
                        {others.front()->text, field.text});
      continue;
    }
    others.push_back(&field);
    kept.push_back(field);
  }
  file.fields = std::move(kept);
}

}  // namespace gongwen::intake
