package dev.sallyport.http;

import java.io.IOException;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/** Tells apart, by the connection's own count, a failure before the first byte of an answer from one after it. */
final class FirstByteExecutor extends HttpRequestExecutor {

    @Override
    public ClassicHttpResponse execute(
            ClassicHttpRequest request,
            HttpClientConnection connection,
            @Nullable HttpResponseInformationCallback informationCallback,
            HttpContext context)
            throws IOException, HttpException {
        long before = received(connection);
        try {
            return super.execute(request, connection, informationCallback, context);
        } catch (IOException | HttpException e) {
            if (received(connection) > before) {
                throw new BrokenAnswerException(Outcome.Cause.BROKEN, e);
            }
            throw e;
        }
    }

    private static long received(HttpClientConnection connection) {
        EndpointDetails details = connection.getEndpointDetails();
        return details == null ? 0 : details.getReceivedBytesCount();
    }
}
