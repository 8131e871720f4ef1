package org.iecpools.kit;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * One bound for the memory of all stores of a process; by default each store of each partition
 * takes its own 50 MB and more.
 */
public final class BoundedRocksDb implements RocksDBConfigSetter {

  private static final long BYTES = 32L << 20;
  private static final Cache CACHE;
  private static final WriteBufferManager WRITE_BUFFERS;

  static {
    // this class may be loaded before the first store, which would load the library
    RocksDB.loadLibrary();
    CACHE = new LRUCache(BYTES);
    WRITE_BUFFERS = new WriteBufferManager(BYTES / 2, CACHE);
  }

  @Override
  public void setConfig(String store, Options options, Map<String, Object> configs) {
    BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
    table.setBlockCache(CACHE);
    table.setCacheIndexAndFilterBlocks(true);
    options.setWriteBufferManager(WRITE_BUFFERS);
    options.setWriteBufferSize(4L << 20);
    options.setMaxWriteBufferNumber(2);
    options.setTableFormatConfig(table);
  }

  @Override
  public void close(String store, Options options) {
    // the cache and the buffers belong to all stores
  }
}
