// What tests of round trips share: files, JSON that can be compared, numbers from the environment.
#pragma once

#include "data/document.h"
#include "diagnostics/diagnostic.h"
#include "resources/read_file.h"
#include "schema/schema.h"

#include <filesystem>
#include <memory>
#include <string>

namespace gongwen::testing {

std::size_t number_from(const char* variable, std::size_t otherwise);
std::string file_text(const std::filesystem::path& path);

/// A JSON text as a document that lives as long as this.
class Json {
 public:
  explicit Json(std::string text);
  explicit operator bool() const { return document_ != nullptr; }
  data::Value root() const { return document_->root(); }
  std::shared_ptr<const data::Document> document() const { return document_; }
  /// Members by name, numbers as they were written; empty when it is not JSON.
  std::string canonical() const;

 private:
  resources::SourceStore store_;
  diagnostics::DiagnosticSink sink_;
  std::shared_ptr<const data::Document> document_;
};

schema::Schema schema_of(const Json& json);

/// What is around the first difference of two texts.
std::string difference(const std::string& found, const std::string& wanted);

}  // namespace gongwen::testing
