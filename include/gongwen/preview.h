// Preview: the pages of a document as pictures, and for each point of them where it comes from: for programs that show
// authors their document beside its template.
//   const auto preview = engine.preview("monthly-bulletin", {"2024-02.json"});
//   for (std::size_t i = 0; i < preview->page_count(); ++i) show(preview->svg(i));
//   if (const auto place = preview->inspect(0, 300, 200)) open(place->source->file, place->source->range.line);
#pragma once

#include "gongwen/export.h"
#include "gongwen/message.h"
#include "gongwen/report.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gongwen {

struct TextResult;  // engine.h

/// A rectangle on a page, in px from the upper left corner of its picture; 96 px are an inch.
struct PageSpot {
  std::size_t page = 0;  // from 0
  double left = 0;
  double top = 0;
  double width = 0;
  double height = 0;
};

struct PictureSize {
  double width = 0;
  double height = 0;
};

/// A declaration of a style sheet as it is written: `margin: 0 1em`.
struct PlacedDeclaration {
  std::string text;
  TemplatePlace place;
  bool is_overridden = false;  // a stronger one says something else
};

/// A rule of a style sheet that concerns an element.
struct PlacedRule {
  std::string selectors;  // `.facts td`; of a style attribute `style`
  TemplatePlace place;
  std::string inherited_from;  // what the element is inside of, `table.facts`; empty: the rule is about itself
  std::vector<PlacedDeclaration> declarations;
};

/// Where something on a page comes from.
struct Inspection {
  PageSpot spot;
  std::string element;  // with those around it: `body > table.facts > tr > td`
  std::optional<TemplatePlace> source;
  std::optional<ValuePlace> data;
  std::vector<PlacedRule> rules;  // the strongest first, those that are inherited last
};

/// Made by Engine::preview. Must not outlive the engine. Not thread-safe.
class GONGWEN_API Preview {
 public:
  struct Implementation;
  explicit Preview(std::unique_ptr<Implementation> implementation);
  ~Preview();
  Preview(const Preview&) = delete;
  Preview& operator=(const Preview&) = delete;

  const Report& report() const;
  /// 0 when the document has errors, unless RenderOptions::review asks for its pages all the same.
  std::size_t page_count() const;
  /// 0 × 0 for a page that the document does not have.
  PictureSize size(std::size_t page) const;
  /// The page as an SVG file, in which fields that can be filled in are tinted. Empty for a page that the document does
  /// not have.
  std::string svg(std::size_t page) const;
  /// What is at a point of a page, in px of its picture; nothing in the blank margin.
  std::optional<Inspection> inspect(std::size_t page, double x, double y) const;
  /// The place on the pages of what a message is about, which may be a message of another preview of this document;
  /// nothing when that is not on any page.
  std::optional<PageSpot> find(const Message& message) const;
  /// Whether the kind has a workbook.
  bool has_workbook() const;
  /// The workbook of the same data, read again, as a page of HTML that needs no script: a tab for each sheet. Empty
  /// where the kind has none, or the data has errors. Reports: what a rendering of the workbook does.
  TextResult workbook_page(Language language) const;
  /// Names of the files beside the data that the document took.
  std::vector<std::string> files_beside() const;

 private:
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace gongwen
