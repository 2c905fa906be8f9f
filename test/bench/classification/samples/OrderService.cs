using System;
using System.Net.Http;
using System.Threading.Tasks;

namespace Acme.Orders
{
    public class OrderService
    {
        private readonly HttpClient _http;

        public OrderService(HttpClient http) => _http = http;

        public string Load(int id)
        {
            return _http.GetStringAsync($"/orders/{id}").Result;
        }

        public async Task<string> LoadAsync(int id)
        {
            return await _http.GetStringAsync($"/orders/{id}");
        }
    }
}
