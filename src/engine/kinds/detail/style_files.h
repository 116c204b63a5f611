// Style sheets of a bundle, and the rules and fonts that all documents of a kind share.
#pragma once

#include "css/stylesheet.h"
#include "dom/tree.h"
#include "engine/core/detail/data_files.h"
#include "images/image_set.h"
#include "resources/folder.h"
#include "style/rule_set.h"
#include "templating/template_set.h"
#include "text/font_library.h"
#include "text/font_stack.h"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::engine {

// The files of a bundle as one tree of names, for templates and for their compiler.

/// Texts that somebody puts in the place of those of a kind.
struct OwnTexts {
  std::string name;  // of the file, for messages
  std::string bytes;
  std::string kind;  // the kind that they are meant for; empty: the file does not say
};

// BundleFiles: what a template may read, as one tree of names: the files of its bundle, and below `shared/` those of
// the shared folder. Nothing else can be reached.

class BundleFiles {
 public:
  explicit BundleFiles(resources::Folder bundle, std::optional<resources::Folder> shared = std::nullopt)
      : bundle_(std::move(bundle)), shared_(std::move(shared)) {}

  const resources::Folder& bundle() const { return bundle_; }
  /// Folders whose files of texts go before those of the bundle; of two the later one counts. They belong to no
  /// definition: the fields of a form are the same with other labels.
  const std::vector<resources::Folder>& texts_folders() const { return texts_folders_; }
  void add_texts_folder(resources::Folder folder) { texts_folders_.push_back(std::move(folder)); }
  /// The same that were given for a call; they go before those of all folders.
  const std::vector<OwnTexts>& own_texts() const { return own_texts_; }
  void set_own_texts(std::vector<OwnTexts> texts) { own_texts_ = std::move(texts); }
  bool contains(std::string_view name) const;
  /// Reports at `origin`: those of Folder::read_text.
  base::Expected<diagnostics::SourceId> read_text(std::string_view name, const diagnostics::Origin& origin,
                                                  resources::SourceStore& store,
                                                  diagnostics::DiagnosticSink& sink) const;
  /// The bytes of a file that is not text. Reports at `origin`: those of Folder::read_bytes.
  base::Expected<std::string> read_bytes(std::string_view name, const diagnostics::Origin& origin,
                                         diagnostics::DiagnosticSink& sink) const;
  /// Where the file of a name is, for messages.
  std::string path_of(std::string_view name) const;
  /// Paths of all files on the disk that can be read.
  std::vector<std::string> paths() const;
  /// All names that can be read, to a depth that no bundle reaches.
  std::vector<std::string> list() const;

 private:
  struct Place {
    const resources::Folder* folder;
    std::string_view name;
  };
  Place find(std::string_view name) const;

  resources::Folder bundle_;
  std::optional<resources::Folder> shared_;
  std::vector<resources::Folder> texts_folders_;
  std::vector<OwnTexts> own_texts_;
};

/// The name of a file that is named from another one: `page.css` in `shared/css/base.css` is `shared/css/page.css`. A
/// name that leads out of the tree keeps its `..`, so that reading it is refused.
std::string resolve_name(std::string_view name, std::string_view from);

// TemplateFiles: the loader that gives the compiler of templates what a bundle holds.

class TemplateFiles final : public templating::TemplateLoader {
 public:
  TemplateFiles(const BundleFiles& files, resources::SourceStore& store) : files_(files), store_(store) {}

  std::optional<templating::LoadedTemplate> load(std::string_view name, const diagnostics::Origin& origin,
                                                 diagnostics::DiagnosticSink& sink) override;
  std::vector<std::string> list() const override;
  /// Reserves a number in the store for each template that has not been loaded.
  void prepare_for_later() override;

 private:
  const BundleFiles& files_;
  resources::SourceStore& store_;
  mutable std::optional<std::vector<std::string>> names_;  // of list(), once it was asked for
  std::set<std::string, std::less<>> loaded_;
  std::map<std::string, diagnostics::SourceId, std::less<>> reserved_;
};

// The images of a bundle, as the module images asks for them.

class BundleImages : public images::ImageFiles {
 public:
  /// `data_files` is where names below `beside/` lead. `beside` learns which were read.
  /// What `files` do not have is looked for in `further`.
  explicit BundleImages(const BundleFiles& files, DataFiles data_files = {}, std::vector<std::string>* beside = nullptr,
                        const BundleFiles* further = nullptr)
      : files_(files), data_files_(std::move(data_files)), beside_(beside), further_(further) {}

  base::Expected<std::string> read(std::string_view name, const diagnostics::Origin& origin,
                                   diagnostics::DiagnosticSink& sink) override {
    constexpr std::string_view kBeside = "beside/";
    if (!name.starts_with(kBeside)) {
      const std::string file = resolve_name(name, {});
      const bool is_further = further_ != nullptr && !files_.contains(file);
      return (is_further ? *further_ : files_).read_bytes(file, origin, sink);
    }
    name.remove_prefix(kBeside.size());
    if (beside_ != nullptr) beside_->emplace_back(name);
    return data_files_.read(name, origin, sink);
  }

 private:
  const BundleFiles& files_;
  DataFiles data_files_;
  std::vector<std::string>* beside_;
  const BundleFiles* further_;
};

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
