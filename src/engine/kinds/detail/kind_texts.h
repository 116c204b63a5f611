// The texts of a kind: labels, guidance and sentences that templates write by their ids, and replacements for them.
#pragma once

#include "data/document.h"
#include "diagnostics/diagnostic.h"
#include "engine/kinds/detail/style_files.h"
#include "gongwen/engine.h"
#include "resources/read_file.h"
#include "templating/wordings.h"

#include <map>
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
  /// Texts of the bundle in other languages, with their languages.
  std::vector<std::pair<std::string, std::vector<KindText>>> translations;
  /// Mail of the service about forms of the kind, by language: `mail.receipt.subject`. Those of the bundle replace the
  /// shared ones.
  std::map<std::string, templating::Wordings, std::less<>> mail;
  /// Default texts and their replacements.
  std::vector<std::pair<std::string, std::string>> replaced;
};

/// The name of the file with texts in a language such as `zh-CN`: `texts.zh.json`.
std::string texts_file_name(std::string_view language);

bool is_texts_file(std::string_view name);

/// Whether the text is part of a mail that the service sends: `mail.receipt.subject`. Templates do not use these.
bool is_mail_text(std::string_view id);

/// A mail about a form.
struct WrittenMail {
  std::string subject;
  std::string text;  // lines end in \n
};

/// Writes the mail `name` in the language, or in that of the kind if there is no translation, with the values of its
/// places. Returns nullopt if there is no such mail, or one of its places has no value.
std::optional<WrittenMail> write_mail(const KindTexts& texts, std::string_view name, std::string_view language,
                                      const std::map<std::string, std::string, std::less<>>& values);

/// Reads `texts.LANG.json` of the bundle and of the shared folder, then the replacements: files of the caller's
/// folders, then files given for this call. `documents` learns their places for messages.
/// Reports: resources/*, data/* for JSON, engine/texts-*.
KindTexts read_kind_texts(const BundleFiles& files, std::string_view language, resources::SourceStore& store,
                          data::DocumentRegistry& documents, diagnostics::DiagnosticSink& sink);

/// Reads the files of RenderOptions::texts. Reports: resources/*.
std::vector<OwnTexts> read_own_texts(const RenderOptions& options, diagnostics::DiagnosticSink& sink);

/// Reports texts for other kinds: engine/texts-other-kind.
void report_texts_of_other_kinds(std::span<const OwnTexts> texts, std::string_view kind,
                                 diagnostics::DiagnosticSink& sink);

/// The texts that are meant for the kind, or name no kind.
std::vector<OwnTexts> own_texts_of(std::span<const OwnTexts> texts, std::string_view kind);

/// Writes a file of texts for people to change: the kind, and ids with their texts.
std::string write_texts_file(std::string_view kind, std::span<const KindText> texts);

}  // namespace gongwen::engine
