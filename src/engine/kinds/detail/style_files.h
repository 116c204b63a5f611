// Style sheets of a bundle, and the rules and fonts that all documents of a kind share.
#pragma once

#include "css/stylesheet.h"
#include "dom/tree.h"
#include "engine/kinds/detail/bundle_files.h"
#include "style/rule_set.h"
#include "text/font_library.h"
#include "text/font_stack.h"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::engine {

// DocumentStyles: the style rules and font definitions that all documents of a kind share. Copied when a document
// brings its own.

struct DocumentStyles {
  style::RuleSet rules;
  std::vector<text::FontFaceDefinition> font_faces;

  /// Sheets count in the order in which they are added.
  void add(std::shared_ptr<const css::StyleSheet> sheet, style::SheetLayers layers = {});
  /// The sheets of other documents, after the existing ones.
  void add_sheets_of(const DocumentStyles& other);

 private:
  void order_font_faces();
};

// StyleFiles: reads style sheets of a bundle with all that they import, in the order in which they count.

class StyleFiles {
 public:
  StyleFiles(const BundleFiles& files, resources::SourceStore& store, diagnostics::DiagnosticSink& sink)
      : files_(files), store_(store), sink_(sink) {}

  /// Adds the sheet of this name, its imports first. `origin` is where it is asked for, `layer` what it goes into.
  /// Reports: resources/*, css/*, engine/import-cycle, engine/too-many-imports.
  void add_file(const std::string& name, const diagnostics::Origin& origin, DocumentStyles& styles,
                style::LayerId layer = {});

  /// Adds what the `style` and `link` elements of a document say, in their order. `encoding`: of the document, for
  /// sheets that name none and are not UTF-8; empty for none.
  void add_of_document(const dom::Tree& tree, DocumentStyles& styles, std::string_view encoding = {});

  /// Whether any sheet so far has `auto-phrase` in it, for which the words of Chinese must be known.
  bool ask_for_words() const { return ask_for_words_; }

 private:
  struct Sheet {
    std::shared_ptr<const css::StyleSheet> rules;  // null: could not be read, which has been reported
    std::string encoding;                          // that of the sheets that it imports, unless they name another
  };

  void add_file(const std::string& name, std::string_view around, const diagnostics::Origin& origin,
                DocumentStyles& styles, style::LayerId layer);
  const Sheet& sheet_of(const std::string& name, std::string_view around, const diagnostics::Origin& origin);
  void add_sheet(const Sheet& sheet, const std::string& name, DocumentStyles& styles, style::LayerId layer);
  void find_font_files(std::string_view from, css::StyleSheet& sheet);
  bool concerns_print(const dom::Tree& tree, dom::NodeId element);
  void add_style_element(const dom::Tree& tree, dom::NodeId element, std::string_view encoding, DocumentStyles& styles);

  const BundleFiles& files_;
  resources::SourceStore& store_;
  diagnostics::DiagnosticSink& sink_;
  std::map<std::string, Sheet> sheets_;
  std::vector<std::string> open_;  // the chain of imports
  int added_ = 0;                  // sheets, as often as they were added
  bool reported_ = false;          // that they are too many
  bool ask_for_words_ = false;
};

}  // namespace gongwen::engine
