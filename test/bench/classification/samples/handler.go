package cart

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/jackc/pgx/v5/pgxpool"
)

// Handler answers cart requests.
type Handler struct {
	pool *pgxpool.Pool
}

func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	conn, err := h.pool.Acquire(context.Background())
	if err != nil {
		panic(err)
	}
	// TODO release the connection
	_ = json.NewEncoder(w).Encode(conn.Stat())
}
