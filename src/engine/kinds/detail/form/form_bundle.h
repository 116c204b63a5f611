// FormBundle: the files of an ordinary bundle, made from the one file that describes a form.
#pragma once

#include "engine/kinds/detail/form/form_file.h"
#include "engine/kinds/detail/form/made_value.h"

#include <memory>

namespace gongwen::engine {

/// Whether one file describes the bundle in the folder. Called by kinds/detail/manifest.cpp, which
/// needs only the manifest when kinds are listed, and by compiled_kind.cpp, which needs all files.
/// Nothing is written to the disk; `gongwen form expand` writes the files that compiled_kind.cpp
/// holds.
bool is_form_bundle(const resources::Folder& bundle);

/// The manifest of a form, without its files. Reports: those of rules_of_form.
MadeValue manifest_of_form(const FormFile& form, diagnostics::DiagnosticSink& sink);

/// Turns a made value into a document for the messages of a run: its values have their places in the form.
std::shared_ptr<const data::Document> add_made_document(const FormFile& form, const MadeValue& made,
                                                        resources::SourceStore& store,
                                                        data::DocumentRegistry& documents);

/// template.json, schema.json and the files of the paper. Reports: those of paper_of_form.
resources::FilesInMemory files_of_form(const FormFile& form, const MadeValue& manifest, const MadeValue& schema,
                                       diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::engine
