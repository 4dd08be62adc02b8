#include "custody/store/rocksdb_store.hpp"

#include "custody/store/conformance.hpp"
#include "custody/store/temporary_folder_test.hpp"

namespace lofte::custody::store {
namespace {

struct MakesRocksdb {
  TemporaryFolder folder;
  std::unique_ptr<Store> store() { return RocksdbStore::open(folder.path(), {}); }
};
INSTANTIATE_TYPED_TEST_SUITE_P(Rocksdb, StoreConformance, MakesRocksdb);

}  // namespace
}  // namespace lofte::custody::store
