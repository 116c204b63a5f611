// LaidOut: a document taken through all stages up to painted pages: an HTML text with its <style> elements, or a tree
// with the styles of its kind.
#pragma once

#include "diagnostics/printer.h"
#include "layout/boxes/box.h"
#include "layout/pages/page_sequence.h"
#include "paint/display_list.h"
#include "resources/read_file.h"
#include "style/style_tree.h"
#include "text/font_library.h"

#include <memory>
#include <string>
#include <vector>

namespace gongwen::tests {

/// The project's own faces, opened once for all tests.
const text::FontLibrary& test_fonts();

struct LaidOut {
  explicit LaidOut(const std::string& html);
  /// `fields` are what controls show; without them, what they state themselves.
  LaidOut(dom::Tree document_tree, style::RuleSet style_rules, std::vector<text::FontFaceDefinition> font_faces,
          const forms::FieldModel* fields = nullptr);

  std::string fragments() const;
  /// All messages in one text; empty when there are none.
  std::string messages() const;

  resources::SourceStore sources;
  diagnostics::OriginTable origins;
  diagnostics::DiagnosticSink sink{origins};
  dom::Tree tree;
  style::RuleSet rules;
  style::StyleTree styles;
  std::unique_ptr<text::FontContext> fonts;
  std::unique_ptr<style::FontMeasures> measures;
  std::unique_ptr<images::ImageFiles> image_files;
  std::unique_ptr<images::ImageSet> images;
  boxes::BoxTree boxes;
  std::unique_ptr<style::PageStyles> page_styles;
  std::unique_ptr<layout::LayoutContext> context;
  layout::DocumentLayout document;
  paint::PaintedDocument painted;

 private:
  void lay_out(std::vector<text::FontFaceDefinition> font_faces, const forms::FieldModel* fields);
};

}  // namespace gongwen::tests
