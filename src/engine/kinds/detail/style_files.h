// Style sheets of a bundle, with the rules and fonts that all documents of a kind share.
#pragma once

#include "dom/tree.h"
#include "engine/core/detail/data_files.h"
#include "images/image_set.h"
#include "resources/folder.h"
#include "style/css/stylesheet.h"
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

// The files of a bundle, as one tree of names.

/// Texts that a caller gives to replace those of a kind.
struct OwnTexts {
  std::string name;  // of the file, for messages
  std::string bytes;
  std::string kind;  // the kind that they are meant for; empty: the file does not say
};

// BundleFiles: everything that a template may read: the files of its bundle, and below `shared/` those of the shared
// folder. Nothing else can be reached.

class BundleFiles {
 public:
  explicit BundleFiles(resources::Folder bundle, std::optional<resources::Folder> shared = std::nullopt)
      : bundle_(std::move(bundle)), shared_(std::move(shared)) {}

  const resources::Folder& bundle() const { return bundle_; }
  /// Folders whose files of texts replace those of the bundle; later folders override earlier ones. They are not part
  /// of the definition, since fields of a form do not change with labels.
  const std::vector<resources::Folder>& texts_folders() const { return texts_folders_; }
  void add_texts_folder(resources::Folder folder) { texts_folders_.push_back(std::move(folder)); }
  /// Texts given for one call; they replace those of all folders.
  const std::vector<OwnTexts>& own_texts() const { return own_texts_; }
  void set_own_texts(std::vector<OwnTexts> texts) { own_texts_ = std::move(texts); }
  /// The bundle of another kind whose data this kind takes: its schema.json is used in place of the missing one.
  void set_data_bundle(resources::Folder bundle) { data_bundle_ = std::move(bundle); }
  /// Files that the program makes from the one file that describes a form; each acts as a file of the bundle.
  void set_made(resources::Folder made) { made_ = std::move(made); }
  const std::optional<resources::Folder>& made() const { return made_; }
  /// Style sheets and pictures of pages that are Word files.
  void set_word_files(resources::Folder files) { word_files_ = std::move(files); }
  bool contains(std::string_view name) const;
  /// Reports at `origin`: those of Folder::read_text.
  base::Expected<diagnostics::SourceId> read_text(std::string_view name, const diagnostics::Origin& origin,
                                                  resources::SourceStore& store,
                                                  diagnostics::DiagnosticSink& sink) const;
  /// The bytes of a file that is not text. Reports at `origin`: those of Folder::read_bytes.
  base::Expected<std::string> read_bytes(std::string_view name, const diagnostics::Origin& origin,
                                         diagnostics::DiagnosticSink& sink) const;
  /// The path of a file, for messages.
  std::string path_of(std::string_view name) const;
  /// Paths of all files on the disk that can be read.
  std::vector<std::string> paths() const;
  /// All names that can be read, to a depth beyond that of any bundle.
  std::vector<std::string> list() const;

 private:
  struct Place {
    const resources::Folder* folder;
    std::string_view name;
  };
  Place find(std::string_view name) const;

  resources::Folder bundle_;
  std::optional<resources::Folder> shared_;
  std::optional<resources::Folder> data_bundle_;
  std::optional<resources::Folder> made_;
  std::optional<resources::Folder> word_files_;
  std::vector<resources::Folder> texts_folders_;
  std::vector<OwnTexts> own_texts_;
};

/// Resolves a name in another file: `page.css` in `shared/css/base.css` is `shared/css/page.css`. A name that leads out
/// of the tree keeps its `..`, so that reading it is refused.
std::string resolve_name(std::string_view name, std::string_view from);

// TemplateFiles: gives the compiler of templates the files of a bundle.

class TemplateFiles final : public templating::TemplateLoader {
 public:
  TemplateFiles(const BundleFiles& files, resources::SourceStore& store) : files_(files), store_(store) {}

  /// A template that was made from another file, whose name it has; its text is in the store.
  void add_made(std::string name, diagnostics::SourceId source) { made_.emplace(std::move(name), source); }

  std::optional<templating::LoadedTemplate> load(std::string_view name, const diagnostics::Origin& origin,
                                                 diagnostics::DiagnosticSink& sink) override;
  std::vector<std::string> list() const override;
  /// Reserves a number in the store for each template that has not been loaded.
  void prepare_for_later() override;

 private:
  const BundleFiles& files_;
  resources::SourceStore& store_;
  mutable std::optional<std::vector<std::string>> names_;  // the result of list(), after its first call
  std::set<std::string, std::less<>> loaded_;
  std::map<std::string, diagnostics::SourceId, std::less<>> reserved_;
  std::map<std::string, diagnostics::SourceId, std::less<>> made_;
};

// BundleImages: the images of a bundle and of its data, for the module images.

class BundleImages : public images::ImageFiles {
 public:
  /// Names below `beside/` are files of the data; `beside` collects those that were read.
  /// Files that `files` lacks are looked for in `further`.
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

// DocumentStyles: style rules and fonts that all documents of a kind share. A document with its own sheets gets a copy.

struct DocumentStyles {
  style::RuleSet rules;
  std::vector<text::FontFaceDefinition> font_faces;

  /// Later sheets override earlier ones.
  void add(std::shared_ptr<const css::StyleSheet> sheet, style::SheetLayers layers = {});
  /// Appends the sheets of other documents.
  void add_sheets_of(const DocumentStyles& other);

 private:
  void order_font_faces();
};

/// Whether the document has `style` or `link` elements among its nodes from `first` on. Their sheets apply to this
/// document only, so it needs a copy of the rules of its kind.
bool has_own_styles(const dom::Tree& tree, dom::NodeId first = dom::Tree::document());

// StyleFiles: reads style sheets of a bundle with their imports, in the order of the cascade.

class StyleFiles {
 public:
  StyleFiles(const BundleFiles& files, resources::SourceStore& store, diagnostics::DiagnosticSink& sink)
      : files_(files), store_(store), sink_(sink) {}

  /// Adds a sheet after its imports. `origin` is the place of the reference, `layer` the cascade layer.
  /// Reports: resources/*, css/*, engine/import-cycle, engine/too-many-imports.
  void add_file(const std::string& name, const diagnostics::Origin& origin, DocumentStyles& styles,
                style::LayerId layer = {});

  /// Adds the sheets of `style` and `link` elements in their order. `encoding` is that of the document, for sheets that
  /// name none and are not UTF-8; empty if none.
  void add_of_document(const dom::Tree& tree, DocumentStyles& styles, std::string_view encoding = {});

  /// Whether any sheet uses `auto-phrase`, which needs the dictionary of Chinese words.
  bool ask_for_words() const { return ask_for_words_; }

 private:
  struct Sheet {
    std::shared_ptr<const css::StyleSheet> rules;  // null after a read error, which has been reported
    std::string encoding;                          // imported sheets inherit it unless they name another
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
  bool reported_ = false;          // that there are too many sheets
  bool ask_for_words_ = false;
};

}  // namespace gongwen::engine
