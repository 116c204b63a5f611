// Preview: the pages of a document as pictures, and the origin of each point on them, for programs that show authors
// their document beside its template.
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

/// A declaration as the style sheet has it: `margin: 0 1em`.
struct PlacedDeclaration {
  std::string text;
  TemplatePlace place;
  bool is_overridden = false;  // by a declaration that precedes it in the cascade
};

/// A rule of a style sheet that applies to an element or to one that it inherits from.
struct PlacedRule {
  std::string selectors;  // `.facts td`; `style` for a style attribute
  TemplatePlace place;
  std::string inherited_from;  // the ancestor that the rule matches, `table.facts`; empty: it matches the element
  std::vector<PlacedDeclaration> declarations;
};

/// The origin of something on a page.
struct Inspection {
  PageSpot spot;
  std::string element;  // with its ancestors: `body > table.facts > tr > td`
  std::optional<TemplatePlace> source;
  std::optional<ValuePlace> data;
  std::vector<PlacedRule> rules;  // strongest first, inherited ones last
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
  /// 0 if the document has errors, unless RenderOptions::review asks for its pages anyway.
  std::size_t page_count() const;
  /// In px of the picture, 96 px per inch; 0 × 0 for a page that the document does not have. `page` counts from 0.
  PictureSize size(std::size_t page) const;
  /// The page as an SVG file, in which fields that can be filled in are tinted. Empty for a page that the document does
  /// not have.
  std::string svg(std::size_t page) const;
  /// Returns what is at a point of a page, in px of its picture; nullopt in the blank margin.
  std::optional<Inspection> inspect(std::size_t page, double x, double y) const;
  /// Returns the place on the pages of the subject of a message; nullopt if it is on none. The message may come from
  /// another preview of the same document.
  std::optional<PageSpot> find(const Message& message) const;
  /// Whether the kind has a workbook.
  bool has_workbook() const;
  /// The workbook of the same data, written and read back, as a page of HTML without scripts that has a tab for each
  /// sheet. Empty if the kind has no workbook or the data has errors. Reports: those of rendering the workbook.
  TextResult workbook_page(Language language) const;
  /// Names of the files beside the data that the document uses, such as pictures.
  std::vector<std::string> files_beside() const;

 private:
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace gongwen
