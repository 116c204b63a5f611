// The object store of a batch, by the types of gongwen/batch.h, which the module queue does not know.
//   auto objects = engine::open_storage(options.objects, options.storage);
#pragma once

#include "gongwen/batch.h"
#include "queue/object_store.h"

#include <memory>
#include <string>

namespace gongwen::engine {

/// Assigned member by member: all are texts, and a key in the place of another member would show up in messages.
inline queue::S3Access s3_access(const StorageAccess& access) {
  return {.endpoint = access.endpoint,
          .region = access.region,
          .access_key = access.access_key,
          .secret_key = access.secret_key,
          .session_token = access.session_token,
          .certificates = access.certificates};
}

/// `place` is a folder or `s3://bucket/prefix`, as for queue::open_object_store.
inline queue::Result<std::unique_ptr<queue::ObjectStore>> open_storage(const std::string& place,
                                                                       const StorageAccess& access) {
  return queue::open_object_store(place, s3_access(access));
}

}  // namespace gongwen::engine
