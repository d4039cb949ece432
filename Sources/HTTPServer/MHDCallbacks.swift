import CMicroHTTPD

// The four functions that libmicrohttpd calls on its network threads. They only find the Swift object behind the
// context pointer; the daemon and the connections outlive every call (see MHDDaemon, and mhdConnection for the pair of
// retain and release).

let mhdAccess: MHD_AccessHandlerCallback = { _, connection, url, method, version, data, size, requestContext in
    guard let connection = unsafe connection, let context = unsafe bina_mhd_socket_context(connection),
        let url = unsafe url, let method = unsafe method, let version = unsafe version,
        let size = unsafe size, let requestContext = unsafe requestContext
    else { return MHD_Result.NO }
    let record = unsafe Unmanaged<MHDConnection>.fromOpaque(context).takeUnretainedValue()
    if unsafe requestContext.pointee == nil {
        unsafe requestContext.pointee = context
        let line = unsafe MHDRequestLine(method: method, url: url, version: version)
        return unsafe record.began(MHDHead.read(connection, line, maximumBytes: record.maximumHeaderBytes))
    }
    if let data = unsafe data, unsafe size.pointee > 0 {
        let result = unsafe record.received(UnsafeRawBufferPointer(start: data, count: size.pointee))
        unsafe size.pointee = 0
        return result
    }
    return record.proceed()
}

let mhdCompleted: MHD_RequestCompletedCallback = { _, connection, _, reason in
    guard let connection = unsafe connection, let context = unsafe bina_mhd_socket_context(connection) else { return }
    unsafe Unmanaged<MHDConnection>.fromOpaque(context).takeUnretainedValue()
        .completed(isWhole: reason == .REQUEST_TERMINATED_COMPLETED_OK)
}

let mhdConnection: MHD_NotifyConnectionCallback = { daemon, connection, socketContext, event in
    guard let daemon = unsafe daemon, let connection = unsafe connection, let socketContext = unsafe socketContext
    else { return }
    let owner = unsafe Unmanaged<MHDDaemon>.fromOpaque(daemon).takeUnretainedValue()
    if event == .CONNECTION_NOTIFY_STARTED {
        let record = MHDConnection(unsafe MHDConnectionHandle(connection), of: owner)
        unsafe socketContext.pointee = Unmanaged.passRetained(record).toOpaque()
        owner.opened(record)
    } else if let context = unsafe socketContext.pointee {
        unsafe socketContext.pointee = nil
        let record = unsafe Unmanaged<MHDConnection>.fromOpaque(context).takeRetainedValue()
        record.closed()
        owner.closed(record)
    }
}

let mhdLog: @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<CChar>?) -> Void = { context, message in
    guard let context = unsafe context, let message = unsafe message else { return }
    let daemon = unsafe Unmanaged<MHDDaemon>.fromOpaque(context).takeUnretainedValue()
    daemon.report(unsafe String(cString: message))
}
