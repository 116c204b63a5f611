// The texts of a kind: labels, guidance and sentences that its templates write by id, and what others put in their
// place.
#pragma once

#include "data/document.h"
#include "diagnostics/diagnostic.h"
#include "engine/kinds/detail/style_files.h"
#include "gongwen/engine.h"
#include "resources/read_file.h"
#include "templating/wordings.h"

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::engine {

/// A text and its id.
struct KindText {
  std::string id;
  std::string text;
  diagnostics::Origin origin;
  bool is_shared = false;  // of the shared macros
};

struct KindTexts {
  std::string language;            // the subtag of the kind's language: `zh`
  std::vector<KindText> defaults;  // of the bundle in the order of its file, then the shared ones
  std::shared_ptr<const templating::Wordings> wordings;
  /// Texts of the bundle in other languages, by their languages.
  std::vector<std::pair<std::string, std::vector<KindText>>> translations;
  /// Default texts that were replaced by others.
  std::vector<std::pair<std::string, std::string>> replaced;
};

/// `texts.zh.json`, of the language that a manifest names, such as `zh-CN`.
std::string texts_file_name(std::string_view language);

bool is_texts_file(std::string_view name);

/// Reads `texts.LANG.json` of the bundle, that of the shared folder, and what replaces them: the files of own folders,
/// then those that were given. `documents` learns their places for messages.
/// Reports: resources/*, data/* for JSON, engine/texts-*.
KindTexts read_kind_texts(const BundleFiles& files, std::string_view language, resources::SourceStore& store,
                          data::DocumentRegistry& documents, diagnostics::DiagnosticSink& sink);

/// Reads the files of RenderOptions::texts. Reports: resources/*.
std::vector<OwnTexts> read_own_texts(const RenderOptions& options, diagnostics::DiagnosticSink& sink);

/// Reports each that is meant for another kind: engine/texts-other-kind.
void report_texts_of_other_kinds(std::span<const OwnTexts> texts, std::string_view kind,
                                 diagnostics::DiagnosticSink& sink);

/// Those of them that are meant for a kind, or do not say for which.
std::vector<OwnTexts> own_texts_of(std::span<const OwnTexts> texts, std::string_view kind);

/// A file of texts to be filled in: ids and texts as they are, and the kind.
std::string write_texts_file(std::string_view kind, std::span<const KindText> texts);

}  // namespace gongwen::engine
